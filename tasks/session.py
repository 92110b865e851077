"""Starting, ending and renewing a session on a connection; looking at all of one's logins."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session as Database

from models import CircleMember, Friend, Invite, Session, User, meeting
from models.db import begin
from models.device import logins
from push.pushes import AddFriend, EventPush, FromPhonebook
from tasks.rpc import LIGHT, NONE, READ, Asked, Ctx, rpc
from tasks.shared import contacts, sessions
from tasks.shared.contacts import push_waiting
from tasks.shared.invitations import invite_object
from tasks.shared.sessions import Renewed
from wire import phones
from wire.errors import NoSession, NotFound
from wire.objects import all_of, of
from wire.objects import circle as circles
from wire.objects import user as objects
from wire.types import Id, SessionId

LISTED = 1000
THROUGH, ACCEPTED = 2, 3
"""The `type` of the two friend entries, in the list of the new user and in that of the inviter."""
COPIED = ("headpic", "sex", "birthday", "marriage", "height", "position")
"""The columns that a profile takes over from an invitation, beside the nick."""


class Started(msgspec.Struct):
    user: objects.User
    seq: int
    """My highest number: compare it with yours, and call `event.sync`."""
    invite_list: list[objects.Invite] | UnsetType = UNSET
    client_data: dict[str, Any] | UnsetType = UNSET


class Sessions(msgspec.Struct):
    sessions: list[objects.Login]


class Revoked(msgspec.Struct):
    """How many were ended."""

    revoked: int


class OwnUser(objects.User, kw_only=True):
    """The result of the old start: my own user object with further keys."""

    phone: str
    exinfo: objects.Exdata
    circle: list[circles.CircleLine]


def _entries(db: Database, calls: Sequence[Asked], now: int) -> list[SimpleNamespace | None]:
    starts = [(one.values["sessionid"], one.origin.address) for one in calls]
    return Session.entering(db, starts, now)


@rpc(
    rate=NONE,
    login=False,
    starts=True,
    secret=("sessionid",),
    errors=[NoSession],
    pushes=[EventPush, FromPhonebook],
    together=_entries,
)
def start2(ctx: Ctx, sessionid: SessionId) -> Started:
    """Start the session on this connection. Must be the first call.

    `invite_list`: the invitations that this start accepted, newest first. `client_data`: what
    `tools.save_data` stored. errno 1: log in again; after 5 failures the socket is closed.
    """
    row, user, invites = _enter(ctx, sessionid, legacy=ctx.legacy)
    return Started(
        of(objects.User, user),
        row.seq,
        [invite_object(one) for one in invites] or UNSET,
        # it is JSON text already, which is put into the reply as it is
        UNSET if row.data is None else cast("dict[str, Any]", msgspec.Raw(row.data.encode())),
    )


@rpc(
    rate=NONE,
    login=False,
    starts=True,
    secret=("sessionid",),
    errors=[NoSession],
    pushes=[EventPush, FromPhonebook],
    together=_entries,
)
def start(ctx: Ctx, sessionid: SessionId) -> OwnUser:
    """Start the session on this connection, old form: a flat result and the legacy dialect."""
    row, user, _ = _enter(ctx, sessionid, legacy=True)
    return of(
        OwnUser,
        user,
        phone=phones.shown(row.phone),
        exinfo=of(objects.Exdata, row),
        circle=all_of(circles.CircleLine, CircleMember.lines(ctx.db, [row.uid])[row.uid]),
    )


@rpc(rate=NONE, readonly=True, primary=True)
def stop(ctx: Ctx) -> None:
    """Unbind the connection; the session stays valid.

    No pushes come any more, and every call other than a start is errno 1.
    """
    ctx.unbind()


@rpc(rate=NONE)
def renew(ctx: Ctx) -> Renewed:
    """Exchange the session id for a new one; the old one stays valid for 10 minutes."""
    ticket = Session.renew(ctx.db, Session.sid == ctx.sid, ctx.now)
    if ticket is None:
        raise NoSession
    return Renewed(*ticket)


@rpc(rate=READ, readonly=True)
def list_(ctx: Ctx) -> Sessions:
    """My logins, the newest first, at most 1000; `id` names one and cannot be used to log in."""
    rows = logins(ctx.db, ctx.uid, ctx.now, LISTED)
    return Sessions([_login(ctx, session, platform) for session, platform in rows])


def _login(ctx: Ctx, session: Session, platform: str | None) -> objects.Login:
    return of(
        objects.Login,
        session,
        id=session.sid,
        last_time=session.last_time or session.create_time,
        device=platform or UNSET,
        current=int(session.sid == ctx.sid),
    )


@rpc(rate=LIGHT, replay=False, errors=[NotFound])
def revoke(ctx: Ctx, id: Id) -> Revoked:
    """End a login of mine, perhaps this one: its sockets close and its device gets no alerts."""
    mine = (Session.uid == ctx.uid) & (Session.sid == id)
    if not (gone := _end(ctx, mine)).revoked:
        raise NotFound("no such session")
    return gone


@rpc(rate=LIGHT, replay=False)
def revoke_others(ctx: Ctx) -> Revoked:
    """End all my logins but this one."""
    return Revoked(sessions.end_others(ctx))


def _end(ctx: Ctx, which: ColumnElement[bool]) -> Revoked:
    sids = Session.revoke(ctx.db, which)
    sessions.end(ctx, sids)
    return Revoked(len(sids))


def _enter(
    ctx: Ctx, sessionid: str, *, legacy: bool
) -> tuple[SimpleNamespace, SimpleNamespace | User, list[Invite]]:
    """Bind the connection; return the session, the user and the accepted invitations.

    A reconnect reads one row and writes nothing, because thousands may reconnect at once.
    """
    row = ctx.found
    if row is None:
        (row,) = Session.entering(ctx.db, [(sessionid, ctx.origin.address)], ctx.now)
    if row is None:
        raise NoSession
    ctx.bind(row.uid, row.sid, row.seq, legacy=legacy)
    user: SimpleNamespace | User = row
    invites: list[Invite] = []
    if row.invited or row.found or row.first_start is None:
        begin(ctx.db)
        user, invites = _first(ctx, row.uid)
        push_waiting(ctx, row.uid)
    return row, user, invites


def _first(ctx: Ctx, uid: int) -> tuple[User, list[Invite]]:
    """Do what is done once per user. The lock makes concurrent starts of two devices wait."""
    user = User.locked(ctx.db, uid)
    if user is None:
        raise NoSession
    invites = [] if user.nick is not None else Invite.take(ctx.db, user.phone, uid)
    if invites:
        _accept(ctx, user, invites)
    if user.first_start is None:
        user.first_start = ctx.now
        ctx.later(contacts.MATCH_USER, uid=uid)
    return user, invites


def _accept(ctx: Ctx, user: User, invites: list[Invite]) -> None:
    """Join the circles, become friends with the inviters, take over the newest profile."""
    uid, inviters = user.uid, [one.uid for one in invites]
    away = meeting.kept_apart(ctx.db, uid, inviters)
    inviters = [one for one in inviters if one not in away]
    CircleMember.take_invites(ctx.db, uid, invites, ctx.now)
    mine = [(uid, inviter, THROUGH) for inviter in inviters]
    theirs = [(inviter, uid, ACCEPTED) for inviter in inviters]
    Friend.add_new(ctx.db, [*mine, *theirs], ctx.now)
    ctx.notify(inviters, AddFriend(uid=uid, add_type=ACCEPTED))
    newest = invites[0]
    user.take_nick(ctx.db, newest.nick)
    for name in COPIED:
        if (value := getattr(newest, name)) is not None:
            setattr(user, name, value)
