"""Deleting old stored replies."""

from __future__ import annotations

from models import Reply
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx
from tasks.rpc.replies import KEPT_SECONDS


@periodic
def clean_up(ctx: Ctx) -> int:
    """Delete stored replies that are too old for a replay."""
    return len(Reply.drop(ctx.db, Reply.create_time < ctx.now - KEPT_SECONDS, BATCH))
