"""Deleting accounts: at once by operations, after a waiting time by their owners."""

from __future__ import annotations

from models import Session, erasure
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from tasks.shared import posting, sessions

FORGET_USER = FollowUp("jobs.ops.forget_user", "uid")
FORGET_CARDS = FollowUp("jobs.cards.forget", "uid")
SOCKETS_SECONDS = 60
"""Time after which the sockets of a deleted account have certainly been closed."""


def erase(ctx: Ctx, uid: int) -> None:
    """Delete an account with everything that is the user's; raises NotFound."""
    erasure.hold(ctx.db, uid)
    sessions.end(ctx, Session.revoke(ctx.db, Session.uid == uid))
    for gid in erasure.erase(ctx.db, uid):
        ctx.drop_watch(posting.topic(gid))
    # Once more after the commit: for what was being sent to the user. And once more later, because
    # the closing of the sockets after the commit stores when the user was last online.
    ctx.later(FORGET_USER, uid=uid)
    ctx.later(FORGET_CARDS, uid=uid)
    ctx.later_in(SOCKETS_SECONDS, FORGET_USER, uid=uid)
