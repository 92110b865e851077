"""Whether a page speaks its reader's language, and says what is in another one."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from web.language import NAMES
from wire.uploads import KINDS

# Of the protocol and of programs, which are called so in every language.
PROPER = {"Flower", "Redis", "cdata", "gid", "ms", "toid", "uid", *KINDS}
# What users, a shop, and the provider that the sandbox stands for have in Chinese only.
PROPER |= {"读书会", "龙井", "信用卡", "储蓄卡"}
_ABBREVIATION = re.compile(r"[A-Z][A-Z_]+")
_ADDRESS = re.compile(r"https?://\S*|[\w.-]+@[\w.-]+")
_FOREIGN = {"zh": re.compile(r"[A-Za-z][A-Za-z_]+"), "en": re.compile(r"[\u3400-\u9fff]+")}
# Every text that a reader can meet, with what screen readers say, under its language.
_TEXTS = """(spoken) => {
  const found = [];
  const take = (node, text) => {
    if (text.trim() && node.closest("[lang]").lang.split("-")[0] === spoken) found.push(text);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, node = text.parentElement;
    if (!node.closest("script, style, noscript, code, kbd, pre")) take(node, text.data);
  }
  for (const name of ["alt", "aria-label", "placeholder", "title"])
    for (const node of document.querySelectorAll(`[${name}]`)) take(node, node.getAttribute(name));
  take(document.documentElement, document.title);
  return found;
}"""


def foreign(page: Page, spoken: str) -> list[str]:
    """What is wrong with the language of a page for readers of `spoken`, a line each."""
    said = str(page.locator("html").get_attribute("lang"))
    if said.partition("-")[0] != spoken:
        return [f"html is {said}"]
    said_by = {
        word: text.strip()[:60]
        for text in page.evaluate(_TEXTS, spoken)
        for word in _FOREIGN[spoken].findall(_ADDRESS.sub("", text))
        if word not in PROPER and not _ABBREVIATION.fullmatch(word)
    }
    return [f"not {NAMES[spoken]}: {word} in {text}" for word, text in sorted(said_by.items())]
