"""Private messages."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from models import Message
from push.events import NewMsg
from tasks.rpc import MESSAGE, READ, Ctx, rpc
from tasks.shared.messaging import deliver, message_object
from wire.errors import BadRequest, Forbidden, NotFound
from wire.objects import message as objects
from wire.types import Content, Count100, Cursor, Lat, Long, Size, Uid, Url

PAGE = 100


class Sent(msgspec.Struct):
    msgid: int


class Messages(msgspec.Struct):
    message: list[objects.Message]
    more: bool | UnsetType = UNSET


@rpc(rate=MESSAGE, errors=[Forbidden, NotFound], pushes=[NewMsg])
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
