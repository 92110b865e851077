"""Finding users by tags, place, nick or number."""

from __future__ import annotations

from typing import Any

import msgspec

from models import User, meeting, search
from tasks.rpc import READ, Ctx, rpc
from tasks.shared.nearby import around
from wire import phones
from wire.errors import (
    BadRequest,
)
from wire.objects import all_of, of
from wire.objects import user as objects
from wire.types import (
    Lat,
    Long,
    NickPrefix,
    PhonePrefix,
    Tags,
    together,
)

FRIENDS = 50
POSTS = 50
NEW_POSTS = 200
SEARCHED = 20
FOUND = 4
FILTERED = 300
INVITES = 500
SHORTEST_NUMBER = 3
"""Digits a search by phone needs: fewer would list everybody."""


class Nearby(msgspec.Struct):
    users: list[objects.NearbyTags]


class Searched(msgspec.Struct):
    users: list[objects.FoundUser]


class Found(msgspec.Struct):
    users: list[objects.User]


@rpc(rate=READ, readonly=True)
def filter_(
    ctx: Ctx, alltag: Tags | None = None, lat: Lat | None = None, long: Long | None = None
) -> Nearby:
    """Users who have all the tags and, when a place is given, are near it.

    Last changed tags or place first, at most 300; where thousands are near, among the nearest 2000.
    I may be among them. Tags, or `lat` and `long`,
    or all are needed; the place found is exact to about 100 m.
    """
    together(lat=lat, long=long)
    place = None if lat is None or long is None else around(ctx, lat, long)
    if place is None and not alltag:
        raise BadRequest("alltag, or lat and long are needed")
    rows = search.tagged(ctx.db, ctx.uid, alltag or [], place, FILTERED)
    return Nearby([_nearby(row) for row in rows])


def _nearby(row: Any) -> objects.NearbyTags:
    found = objects.NearbyTags(uid=row.uid, tags=row.tags)
    if hasattr(row, "lat"):
        found.lat, found.long = objects.coarse(row.lat), objects.coarse(row.long)
        found.time = row.time
    return found


@rpc(rate=READ, readonly=True)
def search_(ctx: Ctx, nick: NickPrefix) -> Searched:
    """Find users by the beginning of the nick or, in any spelling, of the phone number.

    By nick, at most 20. A complete number gives exactly its owner, an incomplete one of at least
    3 digits at most 4 users.
    """
    if not (nick := nick.strip()):
        return Searched([])
    if (typed := phones.beginning(nick)) is None:
        rows = search.by_nick(ctx.db, ctx.uid, nick, SEARCHED)
    else:
        rows = _by_number(ctx, nick, typed, "nick")
    return Searched([of(objects.FoundUser, row, time=row.create_time) for row in rows])


@rpc(rate=READ, readonly=True)
def find(ctx: Ctx, phone: PhonePrefix) -> Found:
    """Find users by the beginning of the phone number, at least 3 digits; at most 4, by uid.

    A complete number gives exactly its owner. The numbers themselves are not shown.
    """
    typed = phones.beginning(phone)
    if typed is None:
        raise BadRequest("phone: not the beginning of a number")
    return Found(all_of(objects.User, _by_number(ctx, phone, typed, "phone")))


def _by_number(ctx: Ctx, text: str, typed: phones.Beginning, parameter: str) -> list[User]:
    """The owner of a complete number, else those whose numbers begin so."""
    if len(typed.digits) < SHORTEST_NUMBER:
        raise BadRequest(f"{parameter}: at least {SHORTEST_NUMBER} digits are needed")
    number = phones.parse(text)
    owner = search.with_phone(ctx.db, number.e164) if number else None
    if owner is not None:
        return [owner] if meeting.may(ctx.db, ctx.uid, owner.uid) else []
    return search.first_by_phone(ctx.db, ctx.uid, typed.digits, FOUND, full=typed.full)
