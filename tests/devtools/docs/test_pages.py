"""The Markdown pages of the protocol."""

import re
import shutil

import pytest

from devtools.docs import functions, pages, structs
from tasks.rpc import load

PAGES = {
    path.name: text
    for path, text in pages.build().items()
    if path.parent == pages.HOME and path.suffix == ".md"
}
LINK = re.compile(r"\]\(([a-z_.]*)(?:#([a-z0-9_-]+))?\)")


def test_what_stands_in_the_repository_is_current():
    assert pages.stale() == [], "run ./dev docs"


def test_two_runs_write_the_same():
    assert pages.build() == pages.build()


def test_a_stale_a_missing_and_a_left_over_page_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "HOME", tmp_path / "protocol")
    shutil.copy(pages.OPERATE, tmp_path)
    monkeypatch.setattr(pages, "OPERATE", tmp_path / "operate.md")
    pages.write()
    assert pages.stale() == []

    (tmp_path / "protocol" / "http.md").write_text("old")
    (tmp_path / "protocol" / "message.md").unlink()
    (tmp_path / "protocol" / "gone.md").write_text("nobody writes this any more")
    stale = ["protocol/gone.md", "protocol/http.md", "protocol/message.md"]
    assert pages.stale() == stale

    pages.write()
    assert pages.stale() == []
    assert not (tmp_path / "protocol" / "gone.md").exists()


@pytest.mark.parametrize("name", functions.shown())
def test_every_function_has_a_section_an_index_entry_and_its_docstring(name):
    page = PAGES[f"{name.rpartition('.')[0]}.md"]
    assert f"\n## {name}\n" in page
    assert load()[name].summary in page
    assert f"[{name}](" in PAGES["README.md"]


def test_internal_and_debug_functions_are_left_out():
    hidden = [one.name for one in load().values() if one.internal or one.debug]
    assert {"http.health.canary", "debug.echo"} <= set(hidden)
    for text in PAGES.values():
        for name in hidden:
            assert f"## {name}\n" not in text


def test_every_link_leads_to_a_heading():
    headings = {name: _anchors(text) for name, text in PAGES.items()}
    for name, text in PAGES.items():
        for page, fragment in LINK.findall(text):
            target = page or name
            if target in headings and fragment:
                assert fragment in headings[target], f"{name}: {page}#{fragment}"


def _anchors(text: str) -> set[str]:
    return {structs.anchor(line.lstrip("# ")) for line in text.splitlines() if line[:1] == "#"}


def test_every_example_call_is_one_the_function_takes():
    for name, rpc in functions.shown().items():
        example = functions.Function(rpc).request
        rpc.parameters.bind(example["parm"])
        assert example["func"] == name


def test_signatures_and_bounds_are_told_in_words():
    page = PAGES["message.md"]
    assert "`message.read(afterid: int = 0, beforeid: int = null, count: int = 100)`" in page
    assert "| `count` | int | `100` | 1 to 100; brought into that range, never refused |" in page
    assert "| `content` | text | `null` | at most 4096 characters |" in page
    assert "**3** target not found" in page
    assert "[newmsg](pushes.md#newmsg)" in page


def test_figures_come_from_the_code():
    page = PAGES["README.md"]
    for fact in ("| 2002 | phone already registered |", "| 4008 |", "256 KiB", "1 every 10 s"):
        assert fact in page


def test_nothing_of_the_machinery_shows():
    for name, text in PAGES.items():
        for word in ("None", "Undefined", "<class", "{{", "UnsetType"):
            assert word not in text, f"{name}: {word}"
