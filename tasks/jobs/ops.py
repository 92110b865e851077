"""Jobs of actions of operations."""

from __future__ import annotations

from broker import dead
from models import CircleBoard, Conversation, Delivery, OpsSession, erasure
from models.mailing import Audience
from push import deliver
from tasks.jobs.periodic import BATCH, periodic
from tasks.jobs.queued import job
from tasks.rpc.context import Ctx
from tasks.rpc.redis import queue_client, servers
from tasks.shared import announcements, messaging

PORTION = 1000


@job(queue="crowd")
def mail_circle(
    ctx: Ctx, cid: int, roleids: list[int], sender: int, content: str, until: int, after: int
) -> None:
    """Send a message to the next members of a circle; another job does the rest."""
    uids = Audience(cid, roleids, sender, until).after(ctx.db, after, PORTION)
    messaging.deliver_to_all(ctx, sender, uids, content)
    if len(uids) == PORTION:
        mailing = {"cid": cid, "roleids": roleids, "sender": sender}
        ctx.later(messaging.MAIL_CIRCLE, **mailing, content=content, until=until, after=uids[-1])


@job(queue="crowd")
def announce(ctx: Ctx, bid: int, after: int) -> None:
    """Push an announcement to the next members of its circle; another job does the rest."""
    announcements.tell(ctx, CircleBoard.get(ctx.db, bid), after)


@job()
def forget_user(ctx: Ctx, uid: int) -> None:
    """Delete what was sent to an account while it was being deleted, and its `seen:` key."""
    Delivery.hold(ctx.db, [uid])
    Conversation.forget(ctx.db, uid)
    erasure.forget(ctx.db, uid)
    Delivery.forget(ctx.db, uid)
    deliver.forget_seen(servers(), uid)


@periodic
def drop_dead_letters(ctx: Ctx) -> int:
    """Delete dead letters that were kept for long enough."""
    redis = queue_client()
    return dead.drop_old(redis, ctx.now) if redis else 0


@periodic
def clean_up(ctx: Ctx) -> int:
    """Delete expired logins to operations."""
    return len(OpsSession.drop(ctx.db, OpsSession.timeout <= ctx.now, BATCH))
