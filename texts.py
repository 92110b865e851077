"""What people see of a text: whether there is anything, and what a name looks like.

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

FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Invisible characters that Unicode counts among letters, marks and symbols."""

TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that change the direction of writing."""


def look(name: str) -> str:
    """The text that is equal for two names when they look alike.

    Width, case, composed form and script of letters, runs of blanks, and invisible characters make
    no difference.
    """
    seen = "".join(map(_resembled, _visible(unicodedata.normalize("NFKC", name))))
    # Once more: a small letter may resemble what its capital does not.
    folded = "".join(map(_resembled, seen.casefold()))
    return " ".join(unicodedata.normalize("NFKC", folded.casefold()).split())


def shows(text: str) -> bool:
    """Whether anything of a text can be seen."""
    return any(not char.isspace() and not _is_invisible(char) for char in text)


def breaks(text: str) -> bool:
    """Whether a text has signs that no name may have: of control, lines or direction."""
    return any(unicodedata.category(one) in ("Cc", "Zl", "Zp") or one in TURNS for one in text)


def _visible(text: str) -> str:
    return "".join(char for char in text if char.isspace() or not _is_invisible(char))


def _is_invisible(char: str) -> bool:
    """Joiners, directions, selectors, fillers, tags."""
    kind = unicodedata.category(char)
    return kind in ("Cf", "Cc", "Cn", "Co", "Cs") or char in FILLERS or _is_selector(char)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\u180b" <= char <= "\u180f" or char >= "\U000e0000"


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
