"""How many reports wait for operations, for /metrics: hash `reports`."""

from __future__ import annotations

from models import Report
from tasks.jobs.periodic import periodic
from tasks.rpc.context import Ctx
from tasks.rpc.redis import client


@periodic
def count(ctx: Ctx) -> int:
    """Count open reports; app stores require an answer to each within a day."""
    number, oldest = Report.waiting(ctx.db)
    client().hset("reports", mapping={"open": number, "oldest_time": oldest})
    return 0
