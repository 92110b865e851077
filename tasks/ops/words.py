"""The list of words with which texts of users are compared."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from models import ModerationWord
from services.moderation import LEVELS, normalised
from tasks.ops.action import Undo, action
from tasks.rpc import Ctx
from wire.errors import BadRequest
from wire.objects import all_of
from wire.reading import Commas
from wire.types import Count200, Offset

Level = Annotated[str, Meta(pattern=f"^({'|'.join(LEVELS)})$(?!\n)")]
Beginning = Annotated[str, Meta(max_length=64)]
Lines = Annotated[
    list[Annotated[str, Meta(max_length=64)]], Meta(min_length=1, max_length=5000), Commas()
]


class Line(msgspec.Struct):
    """A word as it is compared."""

    word: str
    level: str
    time: int


class Found(msgspec.Struct):
    rows: list[Line]


class Changed(msgspec.Struct):
    changed: int


@action("Words")
def find(ctx: Ctx, word: Beginning = "", pos: Offset = 0, count: Count200 = 50) -> Found:
    """Words of the list that begin so, in their order; `pos`: so many are left out."""
    rows = ModerationWord.page(ctx.db, normalised(word), pos, count)
    return Found(all_of(Line, rows))


def _present_levels(ctx: Ctx, words: list[str], level: str = "") -> Undo | None:
    """Words that had one level get it back; new ones go. A mixture has no single way back."""
    plain = plain_words(words)
    known = ModerationWord.levels(ctx.db, plain)
    if not known:
        return Undo("RemoveWords", {"words": ", ".join(plain)}) if level else None
    if len(set(known.values())) > 1 or (level and len(known) < len(plain)):
        return None
    return Undo("AddWords", {"words": ", ".join(known), "level": next(iter(known.values()))})


@action("AddWords", undo=_present_levels)
def add(ctx: Ctx, words: Lines, level: Level) -> Changed:
    """Put words on the list, or give them another level.

    refuse: a text with the word is not stored. review: it is, and operations find it among the
    reports. mask: stars take the word's place. Counts within 10 seconds.
    """
    plain = plain_words(words)
    ModerationWord.put(ctx.db, plain, level, ctx.now)
    return Changed(len(plain))


@action("RemoveWords", undo=_present_levels)
def remove(ctx: Ctx, words: Lines) -> Changed:
    """Take words off the list; others are ignored."""
    return Changed(ModerationWord.remove(ctx.db, plain_words(words)))


def plain_words(words: list[str]) -> list[str]:
    """Words as they are compared; raises BadRequest when nothing is left of them."""
    plain = sorted({normalised(word) for word in words} - {""})
    if not plain:
        raise BadRequest("words: none of them shows anything")
    return plain
