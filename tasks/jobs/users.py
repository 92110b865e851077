"""What is worked out for users afterwards."""

from __future__ import annotations

from models import User
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx


@periodic
def look_at_nicks(ctx: Ctx) -> int:
    """Note what nicks look like that were taken before that was kept."""
    return User.look_at_nicks(ctx.db, BATCH)
