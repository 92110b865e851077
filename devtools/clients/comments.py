"""Documentation comments of the clients."""

from __future__ import annotations

import textwrap


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, none longer than `width` unless a single word is."""
    return [
        line
        for whole in text.splitlines()
        for line in textwrap.wrap(whole, width, break_long_words=False) or [""]
    ]


def block(text: str, indent: str, width: int) -> str:
    """A comment between /** and */, which the text may not contain; empty for an empty text."""
    lines = wrapped(text, width - len(indent))
    if not lines:
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    inner = "\n".join(f"{indent} * {line}".rstrip() for line in lines)
    return f"{indent}/**\n{inner}\n{indent} */\n"
