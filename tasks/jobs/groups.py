"""Deleted groups: their rows are deleted in steps."""

from __future__ import annotations

from models import forgetting
from tasks.jobs.periodic import BATCH
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx
from tasks.shared.deletions import FORGET_GROUP


@job(queue="crowd", tries=8)
def forget(ctx: Ctx, gid: int) -> None:
    """Delete some rows of a deleted group; another job deletes the rest."""
    if forgetting.group(ctx.db, gid, BATCH):
        ctx.later(FORGET_GROUP, gid=gid)
