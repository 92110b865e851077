"""The tables of settings in docs/operate.md."""

from pathlib import Path
from typing import Any

from configuration.base import REQUIRED, Group, described
from settings import groups

OPERATE = Path(__file__).parents[2] / "docs" / "operate.md"
BEGIN = "<!-- settings: written by ./dev docs, checked by ./dev lint -->\n"
END = "<!-- /settings -->\n"


def tables() -> str:
    """The settings as Markdown, a table a group."""
    return "\n".join(_table(kind) for kind in groups().values())


def _table(kind: type[Group]) -> str:
    lines = [f"**{kind.title}**", "", "| setting | default | meaning |", "| --- | --- | --- |"]
    for field in described(kind):
        meta = field.metadata
        lines.append(f"| `{meta['name']}` | {_shown(meta['default'])} | {meta['meaning']} |")
    return "\n".join(lines) + "\n"


def _shown(default: Any) -> str:
    if default is REQUIRED:
        return "required"
    if default is None:
        return "unset"
    return {True: "on", False: "off"}[default] if isinstance(default, bool) else str(default)


def with_tables(text: str) -> str:
    """The text with the present tables between the two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{tables()}{END}{after}"
