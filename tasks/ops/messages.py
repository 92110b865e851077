"""Messages in the name of operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
from msgspec import UNSET, UnsetType

from models import Circle, CircleRole, User
from models.errors import NotFound as NoRow
from models.mailing import Audience
from push.pushes import NewMsg
from tasks.ops.action import action
from tasks.rpc import Ctx
from tasks.shared import messaging
from wire.errors import NotFound
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
    # The lists of what happens after the commit are shared.
    acting = replace(ctx, origin=ctx.origin._replace(uid=from_uid))
    body = {"type": "txt", "content": content}
    return Sent(messaging.deliver(acting, to_uid, body, anyway=True).msgid)


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
        ctx.later(messaging.MAIL_CIRCLE, **mailing, content=content, until=ctx.now, after=0)
        return SentToAll(queued=size)
    sent = messaging.deliver_to_all(ctx, from_uid, audience.after(ctx.db, 0, AT_ONCE), content)
    return SentToAll(msgid=sent)


def _known(roles: Sequence[CircleRole], asked: Sequence[int]) -> list[int]:
    """The roles that are meant, none for all of them; raises NotFound for an unknown one."""
    if not asked or 0 in asked:
        return []
    if not set(asked) <= {role.roleid for role in roles}:
        raise NoRow(CircleRole.noun)
    return list(asked)
