"""Blocking and muting."""

from __future__ import annotations

import msgspec

from models import Block, Friend, Mute
from models.block import MOST, Full, PeopleList
from tasks.rpc import LIGHT, READ, Ctx, rpc
from wire.errors import BadRequest, NotFound
from wire.objects import all_of
from wire.objects.user import BlockLine
from wire.types import Count1000, Flag, IdOrIds, Offset, listed


class BlockList(msgspec.Struct):
    users: list[BlockLine]
    pos: int
    count: int


@rpc(rate=LIGHT, errors=[NotFound])
def block(ctx: Ctx, uid: IdOrIds) -> None:
    """Block users: they cannot reach or find me, nor I them, and I do not see what they write.

    Ends friendship both ways; there is no push. I myself and, in a list, unknown ids are skipped.
    At most 2000 users can be blocked at a time.
    """
    blocked = _add(ctx, Block, uid)
    Friend.end(ctx.db, ctx.uid, blocked)
    ctx.drop_online(ctx.uid, blocked)
    for one in blocked:
        ctx.drop_online(one, [ctx.uid])


@rpc(rate=LIGHT)
def unblock(ctx: Ctx, uid: IdOrIds) -> None:
    """Take users off my block list; ended friendships stay ended."""
    Block.remove(ctx.db, ctx.uid, listed(uid))


@rpc(rate=READ, readonly=True)
def block_list(ctx: Ctx, pos: Offset = 0, count: Count1000 = 50) -> BlockList:
    """Users whom I have blocked, newest first; `pos` and `count` come back as used."""
    rows = Block.page(ctx.db, ctx.uid, pos, count)
    return BlockList(all_of(BlockLine, rows), pos, count)


@rpc(rate=LIGHT, errors=[NotFound])
def mute(ctx: Ctx, uid: IdOrIds, on: Flag = 1) -> None:
    """Get no alerts and no `newpost` because of users, or get them again with `on` 0.

    They still may write to me, and there is no push. At most 2000 can be muted at a time.
    """
    if on:
        _add(ctx, Mute, uid)
    else:
        Mute.remove(ctx.db, ctx.uid, listed(uid))


def _add(ctx: Ctx, people: type[PeopleList], uid: int | list[int]) -> list[int]:
    """Put users on one of my lists; return those of them who exist."""
    try:
        return people.add(ctx.db, ctx.uid, listed(uid), ctx.now)
    except Full:
        raise BadRequest(f"uid: the list holds at most {MOST} users") from None
