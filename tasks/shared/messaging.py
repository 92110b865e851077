"""Private messages on their way: stored, pushed, and told to phones that are offline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models import Message
from push.events import NewMsg
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from tasks.shared import alerts
from wire.objects import message as objects
from wire.objects import present

MAIL_CIRCLE = FollowUp(
    "jobs.ops.mail_circle", "cid", "roleids", "sender", "content", "until", "after"
)


def deliver(ctx: Ctx, toid: int, body: dict[str, Any], *, anyway: bool = False) -> int:
    """Store a message of the caller and push it; its msgid. `body`: type and what it needs.

    `anyway`: also to somebody who blocked the sender, in whose name operations speak.
    """
    sent = {"fromid": ctx.uid, "toid": toid, "time": ctx.now}
    msgid, counts = Message.send(ctx.db, anyway=anyway, **sent, **body)
    if counts:
        # Not in the same statement: most messages have nobody to alert, and it is the hottest.
        ctx.later(alerts.ALERT, due=[(alerts.MESSAGE, msgid, toid)])
    message = objects.Message(
        msgid=msgid, uid=ctx.uid, fromid=ctx.uid, toid=toid, time=ctx.now, **body
    )
    ctx.push({toid, ctx.uid}, NewMsg(message), to_sender=False)
    return msgid


def deliver_to_all(ctx: Ctx, fromid: int, uids: Sequence[int], content: str) -> list[int]:
    """Send the same text to many; the msgids."""
    sent, jobs = Message.send_all(ctx.db, alerts.ALERT.job, fromid, uids, content, ctx.now)
    ctx.followups += [(alerts.ALERT.job, job) for job in jobs]
    for msgid, toid in sent:
        one = objects.Message(
            msgid=msgid,
            uid=fromid,
            fromid=fromid,
            toid=toid,
            time=ctx.now,
            type="txt",
            content=content,
        )
        ctx.push({toid, fromid}, NewMsg(one))
    return [msgid for msgid, _ in sent]


def message_object(row: Message) -> objects.Message:
    """The wire object of a stored message: keys without a value are absent."""
    return present(objects.Message, row, uid=row.fromid)
