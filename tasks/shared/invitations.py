"""Invitations to people without an account: their SMS, and the objects that clients see."""

from __future__ import annotations

from typing import Any

from models import Circle, Invite, SmsSent, User
from models.invite import Stored
from models.limits import Limit, take_turns
from settings import settings
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from wire import phones
from wire.objects import of
from wire.objects import user as objects

SEND_INVITE = FollowUp("jobs.sms.send_invite", "phone", "nick", "time")


DAY = 86_400
NAMELESS = "您的朋友"


def invite_object(row: Invite) -> objects.Invite:
    """The wire object; a phone of the home region has no country code."""
    return of(objects.Invite, row, phone=phones.shown(row.phone))


def place(ctx: Ctx, cid: int, roleid: int | None) -> dict[str, Any]:
    """The columns of an invitation into a circle of the caller.

    Raises NotFound and Forbidden.
    """
    role = Circle.get(ctx.db, cid).invited_role(ctx.db, ctx.uid, roleid)
    return {"join_cid": cid, "join_roleid": role.roleid}


def tell(ctx: Ctx, phone: str, invite: Stored) -> None:
    """Send the SMS of an invitation by the caller, unless it or enough others were sent lately.

    That is within a day. `phone`: E.164.
    """
    if invite.sms_send_time is not None and invite.sms_send_time > ctx.now - DAY:
        return
    limits = [
        Limit("invite-phone", phone, settings.sms.invites_per_phone, DAY),
        Limit("invite-inviter", str(ctx.uid), settings.sms.invites_per_user, DAY),
    ]
    take_turns(ctx.db, [f"{limit.kind}:{limit.key}" for limit in limits])
    if SmsSent.wait(ctx.db, limits, ctx.now):
        return
    SmsSent.note(ctx.db, limits, ctx.now)
    Invite.note_sms(ctx.db, invite.invite_id, ctx.now)
    nick = User.nick_of(ctx.db, ctx.uid) or NAMELESS
    ctx.later(SEND_INVITE, phone=phone, nick=nick, time=ctx.now)
