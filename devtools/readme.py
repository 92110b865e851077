"""Keeps the table of settings in README.md equal to settings.py.

`python -m devtools.readme` writes it; with `--check` it only says whether it is stale.
"""

import sys
from pathlib import Path

from settings import table

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- settings: written by python -m devtools.readme, checked by ./dev lint -->\n"
END = "<!-- /settings -->\n"


def with_table(text: str) -> str:
    """The text with the present table between the two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def main(arguments: list[str]) -> int:
    """Write or check; the exit status is 1 for a stale table."""
    text = README.read_text(encoding="utf-8")
    wanted = with_table(text)
    if arguments == ["--check"]:
        if text != wanted:
            print("README.md: the table of settings is stale; run python -m devtools.readme")
        return int(text != wanted)
    README.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
