"""Queues again what a crash or an error left in the outbox."""

from __future__ import annotations

from models import Outbox
from models.outbox import SWEEP_SECONDS
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx


@periodic
def sweep(ctx: Ctx) -> int:
    """Queue the jobs that are due again."""
    rows = Outbox.overdue(ctx.db, ctx.now, BATCH)
    for row in rows:
        row.due = ctx.now + SWEEP_SECONDS
        ctx.followups.append((row.task, row.id))
    return len(rows)
