"""Sending private messages: stored, pushed, and alerted to users who are offline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from models import Delivery, Message, meeting
from models.delivery import Kind
from models.message import Sent
from push.pushes import NewMsg, RecallMsg
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from tasks.shared import alerts
from wire.objects import message as objects
from wire.objects import present

MAIL_CIRCLE = FollowUp(
    "jobs.ops.mail_circle", "cid", "roleids", "sender", "content", "until", "after"
)


def deliver(ctx: Ctx, toid: int, body: dict[str, Any], *, anyway: bool = False) -> Sent:
    """Store a message of the caller and push it. `body`: type and what it needs.

    `anyway`: also to a receiver who blocked the sender, for messages of operations.
    """
    what = {"fromid": ctx.uid, "toid": toid, "time": ctx.now} | body
    alert = alerts.ALERT.job
    sent, job = Message.send(ctx.db, anyway=anyway, alert=alert, call=ctx.alone, **what)
    if job is not None:
        ctx.followups.append((alert, job))
    _push(ctx, sent, ctx.uid, body, to_sender=False)
    return sent


def deliver_to_all(ctx: Ctx, fromid: int, uids: Sequence[int], content: str) -> list[int]:
    """Send the same text to many others; return the msgids."""
    sent, jobs = Message.send_all(ctx.db, alerts.CROWD.job, fromid, uids, content, ctx.now)
    ctx.followups += [(alerts.CROWD.job, job) for job in jobs]
    for one in sent:
        _push(ctx, one, fromid, {"type": "txt", "content": content}, to_sender=True)
    return [one.msgid for one in sent]


def _push(ctx: Ctx, sent: Sent, fromid: int, body: dict[str, Any], *, to_sender: bool) -> None:
    message = objects.Message(
        msgid=sent.msgid, uid=fromid, fromid=fromid, toid=sent.toid, time=ctx.now, **body
    )
    seqs = {sent.toid: sent.seq, fromid: sent.own_seq}
    ctx.push_numbered(seqs, NewMsg(message), to_sender=to_sender)


def push_recalled(ctx: Ctx, message: Message) -> None:
    """Push a recall to both sides; if these may not meet, to the sender only."""
    one, two = message.fromid, message.toid
    who = {one, two} if meeting.may(ctx.db, one, two) else {one}
    seqs = Delivery.number(ctx.db, sorted(who), Kind.RECALL, message.msgid, ctx.now)
    ctx.push_numbered(seqs, recalled(message), to_sender=False)


def recalled(row: Message) -> RecallMsg:
    """The push of a recalled message."""
    return RecallMsg(msgid=row.msgid, uid=row.fromid, toid=row.toid)


def message_object(row: Message | Row[Any]) -> objects.Message:
    """The wire object of a stored message: keys without a value are absent."""
    return present(objects.Message, row, uid=row.fromid)
