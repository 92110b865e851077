"""The check of the service by itself."""

from __future__ import annotations

import time

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from models import PARTITIONED, Outbox
from tasks.rpc import NONE, Ctx, rpc


class Canary(msgspec.Struct):
    """The state as a worker sees it."""

    database: str
    """ "ok" or "fail"."""
    seconds: float = 0.0
    """The time of a small query."""
    overdue: int = 0
    """Seconds since the `due` of the oldest job of the outbox that has not been queued again."""
    ids_left: dict[str, int] = {}
    """By table whose open partition gets an end: ids before rows are refused (rows of the past are
    still checked)."""


@rpc(rate=NONE, login=False, readonly=True, internal=True)
def canary(ctx: Ctx) -> Canary:
    """Go through queue and worker as every call does, and check that the database answers."""
    asked = time.monotonic()
    try:
        due = Outbox.first_due(ctx.db)
        seconds = time.monotonic() - asked
        left = {one.table: ids for one in PARTITIONED if (ids := one.ids_left(ctx.db)) is not None}
    except SQLAlchemyError:
        return Canary("fail")
    return Canary("ok", seconds, 0 if due is None else max(0, ctx.now - due), left)
