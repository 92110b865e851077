"""The documents as a site, llms.txt, and the Chinese README."""

import re
from pathlib import Path

from devtools.docs import llms, site

ROOT = Path(__file__).parents[3]
ENGLISH, CHINESE = ((ROOT / name).read_text() for name in ("README.md", "README.zh-CN.md"))


def test_links_lead_to_where_documents_stand_on_the_site() -> None:
    places = site.places()
    path = ROOT / "docs" / "security.md"
    text = "[a](../SECURITY.md) [b](operate.md#settings) ![c](console.png) [d](../LICENSE) [e](#f)"
    assert site.with_links(text, path, places) == (
        "[a](SECURITY.md) [b](operate.md#settings) ![c](console.png) d [e](#f)"
    )
    text = "[a](docs/protocol) [b](clients) [c](docs/decisions) [d](https://example.com/x)"
    assert site.with_links(text, ROOT / "README.md", places) == (
        "[a](protocol/index.md) [b](clients/index.md) [c](decisions/index.md)"
        " [d](https://example.com/x)"
    )


def test_every_document_has_a_place_in_the_menu() -> None:
    places = site.places()
    listed = set(re.findall(r"'([^']+\.md)'", str(site.menu(places))))
    assert listed - {"decisions/index.md"} == {name for name in places if name.endswith(".md")}


def test_llms_txt_leads_to_what_exists() -> None:
    text = llms.text({"user": "Profiles."})
    for path in re.findall(r"\]\(([^)]+)\)", text):
        assert (ROOT / path).exists(), path
    assert text.startswith("# Social backend\n\n> A backend for mobile social apps: profiles")


def test_the_chinese_readme_says_what_the_english_one_says() -> None:
    for part in (r"^#+ ", r"^- \*\*", r"^\|", r"^    \./dev", r"!\["):
        english, chinese = (re.findall(part, text, re.M) for text in (ENGLISH, CHINESE))
        assert len(english) == len(chinese), part
    for part in (r"[0-9][0-9,.]*", r"\]\((?!README)[^)]+\)", r"`[^`\n]+`"):
        says, also = (set(re.findall(part, text)) for text in (ENGLISH, CHINESE))
        assert says == also, says ^ also
