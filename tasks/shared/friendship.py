"""Friends in both directions."""

from __future__ import annotations

from models import Friend
from push.pushes import AddFriend
from tasks.rpc import Ctx

THROUGH_THAT_PERSON = 2


def add(ctx: Ctx, other: int) -> None:
    """Put another user on the caller's list and, if that is new, send them an event."""
    if Friend.add_new(ctx.db, [(ctx.uid, other, THROUGH_THAT_PERSON)], ctx.now):
        ctx.notify(other, AddFriend(uid=ctx.uid, add_type=THROUGH_THAT_PERSON))


def befriend(ctx: Ctx, other: int) -> None:
    """Make the caller and another user friends of each other, with an event for each new entry."""
    added = Friend.make_mutual(ctx.db, ctx.uid, other, THROUGH_THAT_PERSON, ctx.now)
    friends = {ctx.uid: other, other: ctx.uid}
    through = THROUGH_THAT_PERSON
    ctx.notify_each({uid: AddFriend(uid=friends[uid], add_type=through) for uid in added})
