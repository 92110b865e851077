"""Making partitions of large tables before their first rows come."""

from __future__ import annotations

from functools import partial

from models import PARTITIONED
from tasks.jobs.periodic import periodic
from tasks.rpc.context import Ctx


@partial(periodic, batch=1)
def extend(ctx: Ctx) -> int:
    """Make the next partition where the ids in use come near the last one; a step at a time."""
    return sum(table.extend(ctx.db) for table in PARTITIONED)
