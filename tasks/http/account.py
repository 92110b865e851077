"""Logins and session ids, for the HTTP endpoints."""

from __future__ import annotations

import msgspec

from models import Closure, Failure, Session, Suspension, User
from models.limits import Limit, take_turns
from models.user import nick_key
from settings import settings
from tasks.rpc import NONE, Ctx, rpc
from tasks.shared import passwords, sms_codes
from tasks.shared.sessions import Renewed
from wire import phones
from wire.errors import Busy, CodeExpired, Forbidden, NoSession, TooFast, WrongCode
from wire.types import Code, LoginName, Password, Phone, Proof, SessionId

SPAN = 600
"""Failures and logins are counted for so many seconds."""
PER_ADDRESS = 20
PER_NAME = 5
LOGINS_PER_NAME = 20
"""By the right password: each costs us a hash and makes a session."""


class Sent(msgspec.Struct):
    code: str


@rpc(rate=NONE, login=False, internal=True, errors=[TooFast, Forbidden])
def send_code(ctx: Ctx, phone: Phone, proof: Proof = "") -> Sent:
    """Send a login code by SMS; with DEBUG on the reply has it, else just "sent"."""
    code = sms_codes.send(ctx, sms_codes.number(phone).e164, proof=proof)
    return Sent(code if settings.service.debug else "sent")


@rpc(
    rate=NONE,
    login=False,
    internal=True,
    secret=("code",),
    errors=[TooFast, Forbidden, WrongCode, CodeExpired],
)
def login_by_code(ctx: Ctx, phone: Phone, code: Code) -> Renewed:
    """Log in with an SMS code; an unknown phone makes the user."""
    number = sms_codes.number(phone)
    limit = Limit("code-address", ctx.origin.address, PER_ADDRESS, SPAN)
    if wait := Failure.wait(ctx.db, [limit], ctx.now):
        raise TooFast(wait)
    try:
        sms_codes.use(ctx, number.e164, code)
    except (WrongCode, CodeExpired):
        Failure.note(ctx.db, [limit], ctx.now)
        raise
    uid = User.with_phone(ctx.db, number.e164, number.national, ctx.now)
    return _open(ctx, uid, "code")


@rpc(
    rate=NONE,
    login=False,
    internal=True,
    queue="slow",
    secret=("psw",),
    errors=[TooFast, Forbidden],
)
def login(ctx: Ctx, name: LoginName, psw: Password) -> Renewed:
    """Log in with phone or nick and password. Every refusal is the same, also in time."""
    number = phones.parse(name)
    phone, key = number.e164 if number else None, nick_key(name)
    by_name = Limit("login-name", phone or key, PER_NAME, SPAN)
    limits = [by_name, Limit("login-address", ctx.origin.address, PER_ADDRESS, SPAN)]
    take_turns(ctx.db, [f"login:{by_name.key}"])
    done = Limit("login-done", by_name.key, LOGINS_PER_NAME, SPAN)
    if wait := Failure.wait(ctx.db, [*limits, done], ctx.now):
        raise TooFast(wait)
    uid, stored = User.login_row(ctx.db, phone, key)
    if not passwords.right(stored, psw):
        Failure.note(ctx.db, limits, ctx.now)
        raise ctx.keeping(Forbidden("wrong name or password"))
    Failure.note(ctx.db, [done], ctx.now)
    return _open(ctx, uid, "password")


def _open(ctx: Ctx, uid: int, method: str) -> Renewed:
    """Let somebody in who has shown who they are, unless the account is suspended.

    An account that was closed is open again.
    """
    # Locked, or what ends an account at this moment would not see the new session.
    if User.locked(ctx.db, uid) is None:
        raise Busy("this account has just been erased")
    if (until := Suspension.until_of(ctx.db, uid, ctx.now)) is not None:
        raise ctx.keeping(Forbidden("this account is suspended", until=until))
    Closure.lift(ctx.db, uid)
    return Renewed(*Session.open(ctx.db, uid, method, ctx.origin.address, ctx.now))


@rpc(rate=NONE, login=False, internal=True, secret=("sessionid",), errors=[NoSession])
def renew(ctx: Ctx, sessionid: SessionId) -> Renewed:
    """Exchange a session id for a new one; the old one stays good for 10 minutes."""
    ticket = Session.renew(ctx.db, Session.has_id(sessionid, ctx.now), ctx.now)
    if ticket is None:
        raise NoSession
    return Renewed(*ticket)
