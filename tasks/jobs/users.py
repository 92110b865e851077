"""Values of users that are computed afterwards."""

from __future__ import annotations

from models import User
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx


@periodic
def look_at_nicks(ctx: Ctx) -> int:
    """Compute the missing looks of older nicks."""
    return User.look_at_nicks(ctx.db, BATCH)
