"""What the service asks itself."""

from __future__ import annotations

import msgspec
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tasks.rpc import NONE, Ctx, rpc


class Canary(msgspec.Struct):
    """What a worker sees: "ok" or "fail"."""

    database: str


@rpc(rate=NONE, login=False, readonly=True, internal=True)
def canary(ctx: Ctx) -> Canary:
    """Go through queue and worker as every call does, and check that the database answers."""
    try:
        ctx.db.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Canary("fail")
    return Canary("ok")
