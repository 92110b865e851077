"""Moving read marks, and their pushes."""

from __future__ import annotations

from models import Conversation, Delivery, meeting
from models.delivery import Kind
from push.pushes import ReadMsg
from tasks.rpc import Ctx
from wire.errors import NotFound


def mark(ctx: Ctx, peer: int, msgid: int) -> int:
    """Mark a peer's messages up to one as read; return how many newer ones there are."""
    if not Conversation.exists(ctx.db, ctx.uid, peer):
        raise NotFound("no such conversation")
    # Numbers are locked before conversations, as in every call that sends.
    Delivery.hold(ctx.db, sorted({ctx.uid, peer}))
    marked = Conversation.mark_read(ctx.db, ctx.uid, peer, msgid)
    if marked is None:
        raise NotFound("no such conversation")
    if marked.msgid is not None:
        who = [ctx.uid, peer] if meeting.may(ctx.db, ctx.uid, peer) else [ctx.uid]
        seqs = Delivery.number(ctx.db, who, Kind.READ, marked.msgid, ctx.now, by_uid=ctx.uid)
        ctx.push_numbered(seqs, ReadMsg(uid=ctx.uid, msgid=marked.msgid), to_sender=False)
    return marked.unread
