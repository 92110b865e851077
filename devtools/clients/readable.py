"""The texts of apps for their users about an errno, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass

from devtools.docs import facts
from wire.readable import TEXTS


@dataclass(frozen=True)
class Error:
    """An errno: its name in the code, what it means to a developer, what a user is told."""

    name: str
    errno: int
    text: str
    chinese: str
    english: str


def every_error() -> list[Error]:
    """All of them, by number; raises TypeError for one that has no text for users."""
    declared = facts.every_error()
    if missing := [one.__name__ for one in declared if one not in TEXTS]:
        raise TypeError(f"say in wire/readable.py what users are told: {missing}")
    return [Error(one.__name__, one.errno, one.text, *TEXTS[one]) for one in declared]
