"""Private messages."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from models import Message
from push.events import NewMsg
from tasks import alerts
from tasks.rpc import MESSAGE, READ, Ctx, rpc
from wire.errors import BadRequest, NotFound
from wire.objects import message as objects
from wire.objects import present
from wire.types import Content, Count100, Cursor, Lat, Long, Size, Uid, Url

PAGE = 100


class Sent(msgspec.Struct):
    msgid: int


class Messages(msgspec.Struct):
    message: list[objects.Message]
    more: bool | UnsetType = UNSET


@rpc(rate=MESSAGE, errors=[NotFound], pushes=[NewMsg])
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

    Content wins over picture, picture over place; what loses is dropped.
    """
    body = _body(content, picture, width, height, lat, long)
    return Sent(deliver(ctx, uid, body))


def deliver(ctx: Ctx, toid: int, body: dict[str, Any]) -> int:
    """Store a message of the caller and push it; its msgid. `body`: type and what it needs."""
    msgid, counts = Message.send(ctx.db, fromid=ctx.uid, toid=toid, time=ctx.now, **body)
    if counts:
        # Not in the same statement: most messages have nobody to alert, and it is the hottest.
        ctx.later(alerts.JOB, due=[(alerts.MESSAGE, msgid, toid)])
    message = objects.Message(
        msgid=msgid, uid=ctx.uid, fromid=ctx.uid, toid=toid, time=ctx.now, **body
    )
    ctx.push({toid, ctx.uid}, NewMsg(message), to_sender=False)
    return msgid


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


def message_object(row: Message) -> objects.Message:
    """The wire object of a stored message: keys without a value are absent."""
    return present(objects.Message, row, uid=row.fromid)


@rpc(rate=READ, readonly=True)
def read(
    ctx: Ctx,
    afterid: Cursor = 0,
    beforeid: Cursor | None = None,
    count: Count100 = PAGE,
) -> Messages:
    """Messages to me, newest first. They count in no badge from now on.

    `afterid`: msgid, exclusive. `more`: older ones in the range were cut; ask with the same
    `afterid` and `beforeid` = the last msgid.
    """
    rows = Message.page(ctx.db, ctx.uid, afterid, beforeid, count)
    messages = [message_object(row) for row in rows[:count]]
    return Messages(messages, more=True if len(rows) > count else UNSET)
