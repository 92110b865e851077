"""Sessions that end: first their rows and devices are deleted, then their sockets are closed."""

from __future__ import annotations

from models import Session
from tasks.jobs.periodic import BATCH, periodic
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx
from tasks.shared import sessions


@job()
def close(ctx: Ctx, sids: list[int]) -> None:
    """Close the sockets of sessions that have ended."""
    ctx.close_sessions(sids)


@periodic
def expire(ctx: Ctx) -> int:
    """End expired sessions, and delete ids that were exchanged 10 minutes ago."""
    sids = Session.drop(ctx.db, Session.timeout <= ctx.now, BATCH)
    sessions.end(ctx, sids)
    return max(len(sids), Session.forget_old_ids(ctx.db, ctx.now, BATCH))
