"""How people see a text: whether anything is visible, and what a name looks like.

Names that people cannot tell apart have the same look: by Unicode's list of confusable characters
(UTS 39), as far as characters of other scripts resemble Latin ones or each other. Plain Latin
letters and digits stay apart, though 0 and O are in that list, too: `user10` and `user1O` are two
names.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import regex

_UNSEEN = r"\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Cs}\u2800\U0001d159"
"""Joiners, directions, selectors, fillers, tags, and two symbols of nothing."""
_INVISIBLE = regex.compile(rf"[[{_UNSEEN}]--\s]", regex.V1)
# A mark needs a letter to stand on. What Unicode does not know yet is seen, if only as a box.
_SHOWN = regex.compile(rf"[^{_UNSEEN}\p{{Mn}}\p{{Me}}\s]")
_BREAKS = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]")


def look(name: str) -> str:
    """The text that is equal for two names when they look alike.

    Width, case, composed form and script of letters, runs of blanks, and invisible characters make
    no difference.
    """
    seen = "".join(map(_resembled, _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))))
    # Once more: a small letter may resemble what its capital does not.
    folded = "".join(map(_resembled, seen.casefold()))
    return " ".join(unicodedata.normalize("NFKC", folded.casefold()).split())


def shows(text: str) -> bool:
    """Whether anything of a text can be seen."""
    return _SHOWN.search(text) is not None


def breaks(text: str) -> bool:
    """Whether a text has characters that no name may have: of control, lines or direction."""
    return _BREAKS.search(text) is not None


def _resembled(char: str) -> str:
    return char if char.isascii() else _prototypes().get(char, char)


@cache
def _prototypes() -> dict[str, str]:
    """For each character that resembles another one, that other."""
    text = files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8")
    lists: dict[str, list[dict[str, Any]]] = json.loads(text)
    pairs = {char: _bare(found[0]["c"]) for char, found in lists.items() if len(found) == 1}
    return {char: _first_of(char, other, lists) for char, other in pairs.items() if len(char) == 1}


def _first_of(char: str, other: str, lists: dict[str, list[dict[str, Any]]]) -> str:
    """The list has both directions; a prototype is what several resemble, or what is Latin."""
    is_prototype = other.isascii() or len(lists.get(other, ())) > 1
    return other if is_prototype else min(char, other)


def _bare(text: str) -> str:
    return text.replace("\u200e", "")
