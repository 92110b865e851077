"""ARCHITECTURE.md's table of words: it can be read, and what it has replaced does not return."""

import re
from pathlib import Path

import pytest

from tests.test_layout import ROOT, lines_with

REPLACED = {
    r"\bclass (Told|Second|Circumference)\b": "upload notice, after-commit step, area",
    r"\b(Thing|THINGS)\b": "entity",
    r"\bclass (Stage|Strike)\b": "fault injector, impact of a fault",
    r"\bpush[./]events\b|tasks[./]rpc[./]events\b": "push.pushes, tasks.rpc.celery_events",
    r"\briding\b|\bride:": "piggybacked",
    r"\b_seal\(|not sealed by us": "an upload's purpose is signed",
    r"\b(riders|theatre|goodbye|hang_up|paid_token)\b": "piggyback, taken token, or what is done",
    r"\bdef (board|attach_board)\(ctx\)": "attach",
    r"\bspec\.settle\b": "settle is about orders alone",
}
"""What was said before, and the word of the table that is used instead."""


def words() -> list[str]:
    """The first column of the table."""
    text = (ROOT / "ARCHITECTURE.md").read_text().partition("## Words")[2]
    rows = re.findall(r"^\| (.+?) \| .+ \|$", text, re.MULTILINE)
    return [row for row in rows if row not in ("word", "---")]


@pytest.mark.parametrize("pattern", REPLACED)
def test_replaced_words_do_not_return(pattern: str) -> None:
    here = Path(__file__).relative_to(ROOT)
    assert lines_with(pattern, but=["clients/", str(here)]) == [], REPLACED[pattern]


def test_each_word_has_one_row_and_is_used() -> None:
    listed = words()
    assert len(listed) > 40
    assert len(listed) == len(set(listed))
    source = "\n".join(
        path.read_text() for path in ROOT.glob("*/**/*.py") if ".venv" not in path.parts
    )
    for word in listed:
        names = word.partition(" (")[0].split(", ")
        assert any(re.search(rf"(?i)\b{re.escape(name)}", source) for name in names), word
