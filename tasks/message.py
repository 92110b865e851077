"""Private messages."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from models import Message, User, meeting
from push.pushes import NewMsg, ReadMsg, RecallMsg, Typing
from settings import settings
from tasks.rpc import LIGHT, MESSAGE, READ, Ctx, rpc
from tasks.shared import reading
from tasks.shared.messaging import deliver, message_object, push_recalled
from tasks.shared.pages import has_more
from wire.errors import BadRequest, Forbidden, NotFound
from wire.objects import message as objects
from wire.types import Content, Count100, Cursor, Id, Lat, Long, Size, Uid, Url

PAGE = 100


class Sent(msgspec.Struct):
    msgid: int


class Messages(msgspec.Struct):
    message: list[objects.Message]
    more: bool | UnsetType = UNSET


class Conversations(msgspec.Struct):
    conversations: list[objects.Conversation]
    more: bool | UnsetType = UNSET


class Unread(msgspec.Struct):
    unread: int


@rpc(rate=MESSAGE, alone=True, errors=[Forbidden, NotFound], pushes=[NewMsg])
def send(
    ctx: Ctx,
    uid: Uid,
    content: Content | None = None,
    lat: Lat | None = None,
    long: Long | None = None,
    picture: Url | None = None,
    width: Size | None = None,
    height: Size | None = None,
) -> Sent:
    """Send a private message: text, picture or place.

    With a content, picture and place are dropped; with a picture, the place.
    """
    body = _body(content, picture, width, height, lat, long)
    return Sent(deliver(ctx, uid, body).msgid)


def _body(
    content: str | None,
    picture: str | None,
    width: int | None,
    height: int | None,
    lat: float | None,
    long: float | None,
) -> dict[str, Any]:
    if content:
        return {"type": "txt", "content": content}
    if picture:
        sizes = {"width": width, "height": height}
        known = {key: value for key, value in sizes.items() if value is not None}
        return {"type": "pic", "picture": picture, **known}
    if lat is not None and long is not None:
        return {"type": "geo", "lat": lat, "long": long}
    raise BadRequest("content, picture or lat and long: one of them is needed")


@rpc(rate=READ, readonly=True, primary=True)
def read(
    ctx: Ctx,
    afterid: Cursor = 0,
    beforeid: Cursor | None = None,
    count: Count100 = PAGE,
) -> Messages:
    """Messages to me, newest first. This marks them and older ones of their senders as read.

    Read messages count neither in badges nor as `unread`; the senders get no push (see
    `message.mark_read`).

    `afterid`: msgid, exclusive. `more`: older ones in the range were left out; ask with the same
    `afterid` and `beforeid` = the last msgid.
    """
    rows = Message.page(ctx.db, ctx.uid, afterid, beforeid, count)
    messages = [message_object(row) for row in rows[:count]]
    return Messages(messages, more=has_more(rows, count))


@rpc(rate=READ, readonly=True)
def conversations(ctx: Ctx, before: Cursor | None = None, count: Count100 = 50) -> Conversations:
    """My conversations, one for each peer, the one with the newest message first.

    `before`: msgid of a `last`, exclusive. `more`: there are others; ask with `before` = the last
    one's `last.msgid`.
    """
    rows = Message.conversations(ctx.db, ctx.uid, before, count + 1)
    shown = [
        objects.Conversation(
            uid=row.peer,
            last=message_object(row),
            unread=row.unread,
            read=row.read_msgid,
            peer_read=row.peer_read,
        )
        for row in rows[:count]
    ]
    return Conversations(shown, more=has_more(rows, count))


@rpc(rate=READ, readonly=True, errors=[NotFound])
def history(ctx: Ctx, uid: Uid, beforeid: Cursor | None = None, count: Count100 = 50) -> Messages:
    """What a user and I wrote to each other, newest first. It moves no read mark.

    `beforeid`: msgid, exclusive. `more`: older ones were left out; ask with `beforeid` = the last
    msgid.
    """
    rows = Message.history(ctx.db, ctx.uid, uid, beforeid, count + 1)
    if not rows:
        User.require(ctx.db, uid)
    messages = [message_object(row) for row in rows[:count]]
    return Messages(messages, more=has_more(rows, count))


@rpc(rate=LIGHT, errors=[NotFound], pushes=[ReadMsg])
def mark_read(ctx: Ctx, uid: Uid, msgid: Id) -> Unread:
    """Mark everything of a user up to a message as read; the user and my other devices get a push.

    The mark only moves forward, to the newest message of the user that is not newer than `msgid`.
    `unread`: how many messages of the user are newer. Errno 3: we have not written to each other.
    """
    return Unread(reading.mark(ctx, uid, msgid))


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[RecallMsg])
def recall(ctx: Ctx, msgid: Id) -> None:
    """Recall a message of mine: for both sides it stays without content, as type recalled.

    Errno 2: a message of somebody else, or older than RECALL_SECONDS. Its file is deleted unless it
    is used elsewhere. A repeat changes nothing.
    """
    since = ctx.now - settings.limits.recall_seconds
    message = Message.recall(ctx.db, msgid, ctx.uid, since, ctx.now)
    if message is not None:
        push_recalled(ctx, message)


@rpc(
    rate=LIGHT,
    readonly=True,
    primary=True,
    replay=False,
    errors=[Forbidden, NotFound],
    pushes=[Typing],
)
def typing(ctx: Ctx, uid: Uid) -> None:
    """Push to a user that I am writing to them; nothing is stored, and there is no alert."""
    User.require(ctx.db, uid)
    if not meeting.may(ctx.db, ctx.uid, uid):
        raise Forbidden
    if uid != ctx.uid:
        ctx.push(uid, Typing(uid=ctx.uid))
