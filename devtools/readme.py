"""Keeps the tables of settings in README.md equal to the code.

`python -m devtools.readme` writes it; with `--check` it only says whether it is stale.
"""

import sys
from pathlib import Path
from typing import Any

from configuration.base import REQUIRED, Group, described
from settings import groups

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- settings: written by python -m devtools.readme, checked by ./dev lint -->\n"
END = "<!-- /settings -->\n"


def tables() -> str:
    """The settings as Markdown, a table a group."""
    return "\n".join(_table(kind) for kind in groups().values())


def _table(kind: type[Group]) -> str:
    lines = [f"**{kind.title}**", "", "| setting | default | meaning |", "| --- | --- | --- |"]
    for item in described(kind):
        meta = item.metadata
        lines.append(f"| `{meta['name']}` | {_shown(meta['default'])} | {meta['meaning']} |")
    return "\n".join(lines) + "\n"


def _shown(default: Any) -> str:
    if default is REQUIRED:
        return "required"
    if default is None:
        return "unset"
    return {True: "on", False: "off"}[default] if isinstance(default, bool) else str(default)


def with_table(text: str) -> str:
    """The text with the present tables between the two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{tables()}{END}{after}"


def main(arguments: list[str]) -> int:
    """Write or check; the exit status is 1 for a stale table."""
    text = README.read_text(encoding="utf-8")
    wanted = with_table(text)
    if arguments == ["--check"]:
        if text != wanted:
            print("README.md: the tables of settings are stale; run python -m devtools.readme")
        return int(text != wanted)
    README.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
