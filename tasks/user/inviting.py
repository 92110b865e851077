"""Invitations to people without an account."""

from __future__ import annotations

import msgspec

from models import Invite, User, meeting
from tasks.rpc import CREATE, READ, Ctx, rpc
from tasks.shared import invitations, number_search, sms_codes
from tasks.shared.profiles import card, given
from wire.errors import (
    Forbidden,
    InviteAccepted,
    NotFound,
    PhoneRegistered,
)
from wire.objects import of
from wire.objects import user as objects
from wire.types import (
    Birthday,
    Cid,
    Height,
    Id,
    Marriage,
    Nick,
    OptionalUrl,
    Phone,
    PlaceName,
    Sex,
)

INVITES = 500


class Invites(msgspec.Struct):
    invites: list[objects.Invite]


@rpc(rate=CREATE, errors=[Forbidden, NotFound, InviteAccepted, PhoneRegistered])
def invite(
    ctx: Ctx,
    phone: Phone,
    nick: Nick,
    headpic: OptionalUrl | None = None,
    sex: Sex | None = None,
    birthday: Birthday | None = None,
    marriage: Marriage | None = None,
    height: Height | None = None,
    position: PlaceName | None = None,
    join_cid: Cid | None = None,
    join_roleid: Id | None = None,
) -> None:
    """Invite somebody without an account by SMS, also into a circle of mine if one is given.

    A repeat for the same phone changes the given values. The SMS is sent at most once a day; a
    phone gets at most 3 a day, and I can cause at most 20.
    """
    number = sms_codes.number(phone)
    columns = given(
        nick=nick,
        headpic=headpic,
        sex=sex,
        birthday=birthday,
        marriage=marriage,
        height=height,
        position=position,
    )
    if join_cid is not None:
        columns |= invitations.place(ctx, join_cid, join_roleid)
    if Invite.was_accepted(ctx.db, ctx.uid, number.e164):
        raise InviteAccepted
    if (owner := number_search.owner(ctx, number)) is not None:
        raise ctx.keeping(PhoneRegistered(user=_known(ctx, owner)))
    stored = Invite.store(ctx.db, ctx.uid, number.e164, columns, ctx.now)
    invitations.tell(ctx, number.e164, stored)


def _known(ctx: Ctx, owner: User) -> objects.User:
    """The user with this phone, as the caller may see them."""
    shown = of(objects.User, owner)
    return shown if meeting.may(ctx.db, ctx.uid, owner.uid) else card(shown)


@rpc(rate=READ, readonly=True)
def invite_list(ctx: Ctx) -> Invites:
    """Invitations I have made, newest first, at most 500; `joined_uid`: who accepted."""
    rows = Invite.sent(ctx.db, ctx.uid, INVITES)
    return Invites([invitations.invite_object(row) for row in rows])
