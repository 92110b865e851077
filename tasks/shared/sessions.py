"""What several functions do with sessions: end them, and give new ids."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from models import Session
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp

CLOSE = FollowUp("jobs.sessions.close", "sids")


class Renewed(msgspec.Struct):
    """`timeout`: unix seconds."""

    sessionid: str
    timeout: int


def end(ctx: Ctx, sids: Sequence[int]) -> None:
    """Close the sockets of sessions whose rows are deleted in this transaction.

    At once after the commit, and again by a job, which is not lost in a crash, and also closes a
    socket whose session start was under way.
    """
    if sids:
        ctx.close_sessions(sids)
        ctx.later(CLOSE, sids=list(sids))


def end_others(ctx: Ctx) -> int:
    """End all sessions of the caller except this one; return how many."""
    sids = Session.revoke(ctx.db, (Session.uid == ctx.uid) & (Session.sid != ctx.sid))
    end(ctx, sids)
    return len(sids)
