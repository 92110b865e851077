"""Where users are."""

from __future__ import annotations

import msgspec

from models import Position, search
from tasks.rpc import LIGHT, READ, Ctx, rpc
from tasks.shared.nearby import around
from wire.objects import user as objects
from wire.types import Lat, Long

NEAREST = 300


class Nearest(msgspec.Struct):
    users: list[objects.UserPlace]


@rpc(rate=LIGHT)
def report(ctx: Ctx, lat: Lat, long: Long) -> None:
    """Store where I am now, in place of what I reported before."""
    Position.report(ctx.db, ctx.uid, lat, long, ctx.now)


@rpc(rate=READ, readonly=True)
def search_(ctx: Ctx, lat: Lat, long: Long) -> Nearest:
    """Users near a place, nearest first, at most 300. I may be among them.

    Places are exact to about 100 m; `time` is when they were reported. Old reports are not shown.
    """
    rows = search.nearest(ctx.db, ctx.uid, around(ctx, lat, long), NEAREST)
    return Nearest(
        [
            objects.UserPlace(
                uid=row.uid,
                lat=objects.coarse(row.lat),
                long=objects.coarse(row.long),
                time=row.time,
            )
            for row in rows
        ]
    )
