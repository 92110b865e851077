"""Messages in the name of operations."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, UnsetType

from models import Circle, CircleRole, Message, User
from models.errors import NotFound as NoRow
from models.mailing import Audience
from push.events import NewMsg
from tasks.ops.action import action
from tasks.rpc import Ctx
from wire.errors import NotFound
from wire.objects import message as objects
from wire.types import Cid, ReplyText, RoleIds, Uid

AT_ONCE = 1000
"""So many messages are sent before the reply; more go out in portions, behind it."""


class Sent(msgspec.Struct):
    msgid: int


class SentToAll(msgspec.Struct):
    """`msgid`: of every message; or, when they are too many, how many are on their way."""

    msgid: list[int] | UnsetType = UNSET
    queued: int | UnsetType = UNSET


@action("SendMessageToUser", errors=[NotFound], pushes=[NewMsg])
def to_user(ctx: Ctx, to_uid: Uid, content: ReplyText, from_uid: Uid = 1) -> Sent:
    """Send a private message."""
    User.require(ctx.db, from_uid)
    text = {"type": "txt", "content": content}
    msgid = Message.send(ctx.db, fromid=from_uid, toid=to_uid, time=ctx.now, **text)
    _push(ctx, from_uid, [(msgid, to_uid)], content, ctx.now)
    return Sent(msgid)


@action("SendMessageToCircleUser", errors=[NotFound], pushes=[NewMsg])
def to_circle(
    ctx: Ctx,
    cid: Cid,
    content: ReplyText,
    roleid: RoleIds = [],  # noqa: B006 - copied for every call
    from_uid: Uid = 1,
) -> SentToAll:
    """Send a private message to each member of a circle, or to those with certain roles."""
    _, roles = Circle.with_roles(ctx.db, cid)
    User.require(ctx.db, from_uid)
    audience = Audience(cid, _known(roles, roleid), from_uid, ctx.now)
    if (size := audience.size(ctx.db)) > AT_ONCE:
        mailing = {"cid": cid, "roleids": list(audience.roleids), "sender": from_uid}
        ctx.later("jobs.ops.mail_circle", **mailing, content=content, time=ctx.now, after=0)
        return SentToAll(queued=size)
    sent = send(ctx, from_uid, audience.after(ctx.db, 0, AT_ONCE), content, ctx.now)
    return SentToAll(msgid=sent)


def _known(roles: Sequence[CircleRole], asked: Sequence[int]) -> list[int]:
    """The roles that are meant, none for all of them; raises NotFound for an unknown one."""
    if not asked or 0 in asked:
        return []
    if not set(asked) <= {role.roleid for role in roles}:
        raise NoRow(CircleRole.noun)
    return list(asked)


def send(ctx: Ctx, fromid: int, uids: Sequence[int], content: str, time: int) -> list[int]:
    """Send the same text to many; the msgids."""
    sent = Message.send_all(ctx.db, fromid, uids, content, time)
    _push(ctx, fromid, sent, content, time)
    return [msgid for msgid, _ in sent]


def _push(ctx: Ctx, fromid: int, sent: Sequence[tuple[int, int]], content: str, time: int) -> None:
    for msgid, toid in sent:
        message = objects.Message(
            msgid=msgid,
            uid=fromid,
            fromid=fromid,
            toid=toid,
            time=time,
            type="txt",
            content=content,
        )
        ctx.push({toid, fromid}, NewMsg(message))
