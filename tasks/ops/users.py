"""Operations on accounts and their sessions."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from models import Session, User, search
from models.errors import NotFound as NoRow
from tasks.ops.action import Undo, action
from tasks.rpc import Ctx
from tasks.shared import accounts, sessions
from wire import phones
from wire.errors import BadRequest, NotFound
from wire.objects import of
from wire.objects.user import PhonebookUser
from wire.types import Flag, Id, PhonePrefix, SessionId, Uid

FOUND = 50
DIGITS = 6
GivenLevel = Annotated[int, Meta(ge=0, le=100)]


class Deleted(msgspec.Struct):
    deleted: int


class Whose(msgspec.Struct):
    uid: int
    timeout: int


class Of(msgspec.Struct):
    uid: int


class Found(msgspec.Struct):
    users: list[PhonebookUser]


class Actor(msgspec.Struct):
    uid: int
    actor: int
    actor_level: int


@action("DeleteSessionID", secret=("sessionid",))
def delete_session(ctx: Ctx, sessionid: SessionId) -> Deleted:
    """Revoke a session; its sockets are closed with 4004."""
    sids = Session.revoke(ctx.db, Session.has_id(sessionid, ctx.now))
    sessions.end(ctx, sids)
    return Deleted(len(sids))


@action("RevokeSession", errors=[NotFound])
def revoke_session(ctx: Ctx, uid: Uid, sid: Id) -> Of:
    """End one login of a user, by the number that the user's page shows."""
    sids = Session.revoke(ctx.db, (Session.uid == uid) & (Session.sid == sid))
    if not sids:
        raise NoRow(Session.noun)
    sessions.end(ctx, sids)
    return Of(uid)


@action("FindSession", secret=("sessionid",), errors=[NotFound])
def find_session(ctx: Ctx, sessionid: SessionId) -> Whose:
    """Whose session it is, and when it ends."""
    session = Session.find(ctx.db, sessionid, ctx.now)
    if session is None:
        raise NoRow(Session.noun)
    return Whose(session.uid, session.timeout)


@action("DeleteNick", errors=[NotFound])
def delete_nick(ctx: Ctx, uid: Uid) -> Of:
    """Take a user's nick away, so that the client shows the profile form again."""
    user = User.get(ctx.db, uid, lock=True)
    user.nick = user.nick_key = user.nick_look = None
    return Of(uid)


@action("FindUser")
def find(ctx: Ctx, phone: PhonePrefix) -> Found:
    """Find users by the beginning of the phone number, at least 6 digits; at most 50, by uid."""
    typed = phones.beginning(phone)
    if typed is None or len(typed.digits) < DIGITS:
        raise BadRequest(f"phone: at least {DIGITS} digits")
    rows = search.first_by_phone(ctx.db, None, typed.digits, FOUND, full=typed.full)
    return Found([of(PhonebookUser, row, phone=phones.shown(row.phone)) for row in rows])


@action("DeleteUser", queue="slow", errors=[NotFound])
def delete(ctx: Ctx, uid: Uid) -> Of:
    """Delete an account with everything that is the user's, and end its sessions.

    Its groups pass to their oldest members.
    """
    accounts.erase(ctx, uid)
    return Of(uid)


def _present_level(ctx: Ctx, uid: int, **_: int) -> Undo:
    user = User.get(ctx.db, uid, lock=True)
    level = user.actor_level if user.actor else 0
    fill = {"uid": uid, "actor_level": level, "is_stew": user.is_stew}
    return Undo("GrantActorLevel", fill)


@action("GrantActorLevel", errors=[NotFound], undo=_present_level)
def grant_actor_level(
    ctx: Ctx, uid: Uid, actor_level: GivenLevel, is_stew: Flag | None = None
) -> Actor:
    """Set the highest level a user may hand out; level 0 takes the appointment back."""
    user = User.get(ctx.db, uid, lock=True)
    user.actor, user.actor_level = int(actor_level > 0), actor_level
    if is_stew is not None:
        user.is_stew = is_stew
    return Actor(uid, user.actor, user.actor_level)
