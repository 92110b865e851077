"""Limits of how many events one user may cause for people who did not ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models import Friend, Use
from models.limits import Limit, scaled, take_turns
from settings import settings

if TYPE_CHECKING:
    from tasks.rpc import Ctx

DAY = 86_400


def within_limits(ctx: Ctx, uids: Sequence[int]) -> tuple[list[int], set[int]]:
    """Which of some users the caller may invite now, and which of them are strangers.

    All who have the caller as friend; of the others, in their order, as many as the limits allow.
    """
    if not (limits := _limits(ctx.uid)):
        return list(uids), set()
    take_turns(ctx.db, [f"{limit.kind}:{limit.key}" for limit in limits])
    friends = Friend.owners_among(ctx.db, ctx.uid, uids)
    strangers = [uid for uid in uids if uid not in friends and uid != ctx.uid]
    left = min(Use.left(ctx.db, limit, ctx.now) for limit in limits)
    most = min(left, settings.limits.invited_strangers_call)
    away = set(strangers[most:])
    return [uid for uid in uids if uid not in away], set(strangers[:most])


def count(ctx: Ctx, strangers: int) -> None:
    """Count the strangers who are invited."""
    for limit in _limits(ctx.uid):
        Use.note_several(ctx.db, limit, strangers, ctx.now)


def _limits(uid: int) -> list[Limit]:
    rules = settings.limits
    day = Limit("invite-stranger", str(uid), rules.invited_strangers_day, DAY)
    return scaled([day], rules.rate_multiplier)
