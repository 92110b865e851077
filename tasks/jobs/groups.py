"""Deleted groups: their rows go step by step."""

from __future__ import annotations

from models import forgetting
from tasks.jobs.periodic import BATCH
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx
from tasks.shared.endings import FORGET_GROUP


@job(queue="crowd", tries=8)
def forget(ctx: Ctx, gid: int) -> None:
    """Delete some of what a deleted group has left; the rest is another job."""
    if forgetting.group(ctx.db, gid, BATCH):
        ctx.later(FORGET_GROUP, gid=gid)
