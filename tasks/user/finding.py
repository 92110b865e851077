"""Finding users by tags, place, nick or number."""

from __future__ import annotations

import msgspec

from models import search
from tasks.rpc import READ, Ctx, rpc
from tasks.shared import number_search
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
    SoughtTags,
    together,
)

SEARCHED = 20
FILTERED = 300


class Nearby(msgspec.Struct):
    users: list[objects.NearbyTags]


class Searched(msgspec.Struct):
    users: list[objects.FoundUser]


class Found(msgspec.Struct):
    users: list[objects.User]


@rpc(rate=READ, readonly=True)
def filter_(
    ctx: Ctx, alltag: SoughtTags | None = None, lat: Lat | None = None, long: Long | None = None
) -> Nearby:
    """Users who have all the tags and, when a place is given, are near it.

    Latest change of tags or place first, at most 300; in a dense area only the nearest 2000 are
    searched. I may be among them. Tags, or `lat` and `long`, or all are needed; places are exact to
    about 100 m.
    """
    together(lat=lat, long=long)
    place = None if lat is None or long is None else around(ctx, lat, long)
    if place is None and not alltag:
        raise BadRequest("alltag, or lat and long are needed")
    rows = search.tagged(ctx.db, ctx.uid, alltag or [], place, FILTERED)
    return Nearby([_nearby(row) for row in rows])


def _nearby(row: search.Tagged) -> objects.NearbyTags:
    found = objects.NearbyTags(uid=row.uid, tags=row.tags)
    if row.lat is not None and row.long is not None and row.time is not None:
        found.lat, found.long = objects.coarse(row.lat), objects.coarse(row.long)
        found.time = row.time
    return found


@rpc(rate=READ)
def search_(ctx: Ctx, nick: NickPrefix) -> Searched:
    """Find users by the beginning of the nick or, in any spelling, of the phone number.

    By nick, at most 20. A complete number finds exactly its owner, an incomplete one of at least 3
    digits at most 4 users. The number of strangers found by number is limited by hour and day.
    """
    if not (nick := nick.strip()):
        return Searched([])
    if (typed := phones.beginning(nick)) is None:
        rows = search.by_nick(ctx.db, ctx.uid, nick, SEARCHED)
    else:
        rows = number_search.beginning(ctx, nick, typed, "nick")
    return Searched([of(objects.FoundUser, row, time=row.create_time) for row in rows])


@rpc(rate=READ)
def find(ctx: Ctx, phone: PhonePrefix) -> Found:
    """Find users by the beginning of the phone number, at least 3 digits; at most 4, by uid.

    A complete number finds exactly its owner. The numbers themselves are not shown. Of very many
    numbers the first 500 are looked at. The number of strangers found is limited by hour and day.
    """
    typed = phones.beginning(phone)
    if typed is None:
        raise BadRequest("phone: not the beginning of a number")
    return Found(all_of(objects.User, number_search.beginning(ctx, phone, typed, "phone")))
