"""docs/security.md goes through every requirement, and each row of docs/attacks.md has a test."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text()
ATTACKS = (ROOT / "docs" / "attacks.md").read_text()

# How many requirements of level 1 and 2 each section of ASVS 5.0 has: those of level 3 come last.
# Chapters 10 and 17 are about what is not used here.
SECTIONS = {
    1: {1: 2, 2: 9, 3: 11, 4: 3, 5: 2},
    2: {1: 3, 2: 3, 3: 4, 4: 1},
    3: {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    4: {1: 3, 2: 1, 3: 2, 4: 4},
    5: {1: 1, 2: 3, 3: 2, 4: 3},
    6: {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    7: {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2},
    8: {1: 2, 2: 3, 3: 1, 4: 1},
    9: {1: 3, 2: 4},
    11: {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1},
    12: {1: 3, 2: 2, 3: 4},
    13: {1: 1, 2: 5, 3: 2, 4: 5},
    14: {1: 2, 2: 4, 3: 3},
    15: {1: 3, 2: 3, 3: 7},
    16: {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
}
CHAPTERS = TEXT.partition("\n## V1 ")[2].partition("\n## Requirements of ASVS 4")[0]


def test_every_requirement_has_a_row():
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, count in sections.items()
        for number in range(1, count + 1)
    ]
    rows = re.findall(r"^\| (\d[^|]*) \|", CHAPTERS, re.MULTILINE)
    assert sorted(", ".join(rows).split(", ")) == sorted(wanted)


def test_every_row_says_how_and_where():
    for line in CHAPTERS.splitlines():
        if re.match(r"\| \d", line):
            _, how, shown, _ = (cell.strip() for cell in [*line.strip("| ").split("|"), ""])
            assert how
            assert "`" in shown or shown in ("does not apply", "this page"), line


def test_every_attack_has_its_test():
    rows = [line for line in ATTACKS.splitlines() if re.match(r"\| (?!tried|---)", line)]
    assert len(rows) > 40
    assert [line for line in rows if not re.search(r"\| (`tests/[\w/.]+`(, )?)+ \|$", line)] == []
