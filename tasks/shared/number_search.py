"""Finding users by number, with limits of how many strangers an account may find."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models import FoundStranger, User, meeting, search
from models.limits import Limit, end_of, scaled, take_turns
from settings import settings
from wire import phones
from wire.errors import BadRequest, TooFast

if TYPE_CHECKING:
    from tasks.rpc import Ctx

FOUND = 4
"""The most users found by the beginning of a number."""
SHORTEST_NUMBER = 3
"""Digits a search by phone needs: fewer would list everybody."""
HOUR, DAY = 3600, 86_400


def beginning(ctx: Ctx, text: str, typed: phones.Beginning, parameter: str) -> list[User]:
    """The owner of a complete number, else users whose numbers begin so.

    `typed` is what `text` says; `parameter` names it in errors. Raises TooFast after too many found
    strangers, also when nobody would be found: a refusal must not reveal that.
    """
    if len(typed.digits) < SHORTEST_NUMBER:
        raise BadRequest(f"{parameter}: at least {SHORTEST_NUMBER} digits are needed")
    return _budgeted(ctx, lambda: _beginning(ctx, text, typed))


def _beginning(ctx: Ctx, text: str, typed: phones.Beginning) -> list[User]:
    number = phones.parse(text)
    owners = _listed(search.with_phone(ctx.db, number.e164)) if number else []
    if owners:
        return [one for one in owners if meeting.may(ctx.db, ctx.uid, one.uid)]
    return search.first_by_phone(ctx.db, ctx.uid, typed.digits, FOUND, full=typed.full)


def owner(ctx: Ctx, number: phones.Number) -> User | None:
    """The owner of a number; raises TooFast as `beginning` does."""
    found = _budgeted(ctx, lambda: _listed(search.with_phone(ctx.db, number.e164)))
    return found[0] if found else None


def _listed(user: User | None) -> list[User]:
    return [] if user is None else [user]


def _budgeted(ctx: Ctx, find: Callable[[], list[User]]) -> list[User]:
    """The users that `find` returns, without strangers beyond the limit; the others are counted."""
    limits = _limits(ctx.uid)
    if not limits:
        return find()
    take_turns(ctx.db, [f"found:{ctx.uid}"])
    seen = FoundStranger.recent(ctx.db, ctx.uid, ctx.now)
    left = _left(limits, list(seen.values()), ctx.now)
    users = find()
    strangers = FoundStranger.among(ctx.db, ctx.uid, users) - seen.keys()
    new = [user.uid for user in users if user.uid in strangers]
    FoundStranger.record(ctx.db, ctx.uid, new[:left], ctx.now)
    return [user for user in users if user.uid not in new[left:]]


def _limits(uid: int) -> list[Limit]:
    rules = settings.limits
    spans = ((rules.found_strangers_hour, HOUR), (rules.found_strangers_day, DAY))
    limits = [Limit("found", str(uid), times, seconds) for times, seconds in spans if times]
    return scaled(limits, rules.rate_multiplier)


def _left(limits: list[Limit], times: list[int], now: int) -> int:
    """How many more strangers may be found now; raises TooFast when none."""
    newest_first = sorted(times, reverse=True)
    recent = [[one for one in newest_first if one > now - limit.seconds] for limit in limits]
    ends = [end_of(limit, found) for limit, found in zip(limits, recent, strict=True)]
    if any(ends):
        raise TooFast(max(ends) - now)
    return min(limit.times - len(found) for limit, found in zip(limits, recent, strict=True))
