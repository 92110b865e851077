"""Profiles as others see them, and storing them."""

from __future__ import annotations

from typing import Any

import msgspec

from models import User
from models.profile import Profile
from wire.objects import of
from wire.objects import user as objects


def given(**parameters: Any) -> dict[str, Any]:
    """What to store of optional parameters: those that were given, "" as null."""
    known = {name: value for name, value in parameters.items() if value is not None}
    return {name: None if value == "" else value for name, value in known.items()}


def profile(row: Profile) -> objects.Profile:
    """A profile; when one of the two users has blocked the other, only the card."""
    seen = msgspec.json.decode(row.seen, type=objects.Profile)
    if row.apart:
        exdata = objects.Exdata(uid=row.uid, tags=[], like_me_count=0)
        return objects.Profile(user=card(seen.user), exdata=exdata, circles=[])
    if row.endorsed is not None:
        endorsed = msgspec.json.decode(row.endorsed, type=objects.Endorsed)
        seen.endorsement, seen.endors_list = endorsed.endorsement, endorsed.endors_list
    return seen


def info(row: Profile) -> objects.UserInfo:
    """The same in one object, without what an endorser stands for."""
    seen = profile(row)
    return of(objects.UserInfo, seen.user, exinfo=seen.exdata, circle=seen.circles)


def card(user: User | objects.User) -> objects.User:
    """The card: uid, nick and picture; the other keys are there with empty values."""
    return objects.User(
        uid=user.uid,
        nick=user.nick,
        signature=None,
        headpic=user.headpic,
        background_image=None,
        sex=0,
        birthday=None,
        marriage=None,
        height=0,
        position=None,
        job=None,
        create_time=0,
        actor=0,
        actor_level=0,
        active_by=0,
        active_level=0,
        is_stew=0,
    )
