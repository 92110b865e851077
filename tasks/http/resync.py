"""Questions of a gateway whose connection to the bus was interrupted."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from models import Delivery
from models.post import news
from tasks.rpc import NONE, Ctx, rpc
from tasks.shared import posting
from wire.types import Cursor, Uid

MOST = 1000
Uids = Annotated[list[Uid], Meta(max_length=MOST)]
Numbers = Annotated[list[Cursor], Meta(max_length=MOST)]
Topics = Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=MOST)]


class Users(msgspec.Struct):
    """Users with their current numbers."""

    ahead: list[tuple[int, int]]


class Groups(msgspec.Struct):
    """Topics with their groups."""

    ahead: list[tuple[str, int]]


@rpc(rate=NONE, login=False, readonly=True, internal=True)
def users(ctx: Ctx, of: Uids, known: Numbers) -> Users:
    """Return the users who have higher numbers than the last pushed ones."""
    current = Delivery.ahead(ctx.db, list(zip(of, known, strict=False)))
    return Users(list(current.items()))


@rpc(rate=NONE, login=False, readonly=True, internal=True)
def topics(ctx: Ctx, of: Topics, known: Numbers) -> Groups:
    """Return the topics with higher numbers than the last published ones."""
    last = dict(zip(posting.groups_of(of), known, strict=False))
    newer = news.with_newer(ctx.db, last)
    return Groups([(posting.topic(gid), gid) for gid in newer])
