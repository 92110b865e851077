"""What a gateway asks after it could not hear workers for a while."""

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
    """Topics with the groups they are of."""

    ahead: list[tuple[str, int]]


@rpc(rate=NONE, login=False, readonly=True, internal=True)
def users(ctx: Ctx, of: Uids, known: Numbers) -> Users:
    """Tell who has got more than the numbers that were told last."""
    current = Delivery.ahead(ctx.db, list(zip(of, known, strict=False)))
    return Users(list(current.items()))


@rpc(rate=NONE, login=False, readonly=True, internal=True)
def topics(ctx: Ctx, of: Topics, known: Numbers) -> Groups:
    """Tell which topics have got more than what was published last."""
    last = dict(zip(posting.groups_of(of), known, strict=False))
    newer = news.with_newer(ctx.db, last)
    return Groups([(posting.topic(gid), gid) for gid in newer])
