"""Endorsers and bookable times."""

from __future__ import annotations

import msgspec

from models import Endorsement, EndorsementTime
from tasks.rpc import LIGHT, READ, Ctx, rpc
from wire.errors import BadRequest
from wire.objects import endorsement as objects
from wire.objects import of
from wire.types import Pairs

LONGEST_LIST = 1000


class Endorsers(msgspec.Struct):
    users: list[objects.Endorser]


class Times(msgspec.Struct):
    times: list[tuple[int, int]]


@rpc(rate=READ, readonly=True)
def list_user(ctx: Ctx) -> Endorsers:
    """All endorsers, at most 1000, in the order that operations gave; `time` = endorser since."""
    rows = Endorsement.endorsers(ctx.db, ctx.uid, LONGEST_LIST)
    return Endorsers([of(objects.Endorser, row, time=row.create_time) for row in rows])


@rpc(rate=READ, readonly=True)
def get_times(ctx: Ctx) -> Times:
    """My bookable times as pairs of start and end, by start."""
    return Times(EndorsementTime.of_user(ctx.db, ctx.uid))


@rpc(rate=LIGHT)
def set_times(ctx: Ctx, times: Pairs) -> None:
    """Replace my bookable times.

    They may overlap; of several with the same start the last counts.
    """
    ends = {start: end for start, end in times}  # noqa: C416 - to the type checker no list is a pair
    if any(start >= end for start, end in times):
        raise BadRequest("times: start must be before end")
    EndorsementTime.replace(ctx.db, ctx.uid, ends)
