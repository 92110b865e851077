"""Logins and session ids, for the HTTP endpoints."""

from __future__ import annotations

import msgspec

from models import Closure, Failure, Session, Suspension, Use, User
from models.limits import Limit, scaled, take_turns
from models.sms import CodeUse
from models.user import nick_key
from settings import settings
from tasks.rpc import NONE, Ctx, rpc
from tasks.shared import passwords, security, sms_codes
from tasks.shared.sessions import Renewed
from wire import phones
from wire.errors import Busy, CodeExpired, Forbidden, NoSession, TooFast, WrongCode
from wire.types import Code, LoginName, Password, Phone, Proof, SessionId

SPAN = 600
"""Failures and logins are counted over so many seconds."""
PER_ADDRESS = 20
PER_NAME = 5
"""The most failures for a name from one address."""
PER_NAME_EVERYWHERE, PER_NAME_DAY = 20, 100
LOGINS_PER_NAME, LOGINS_PER_ADDRESS = 20, 200
"""The most logins by password: each costs a hash and makes a session."""
DAY = 86_400


class Sent(msgspec.Struct):
    code: str


@rpc(rate=NONE, login=False, internal=True, errors=[TooFast, Forbidden])
def send_code(ctx: Ctx, phone: Phone, proof: Proof = "") -> Sent:
    """Send a login code by SMS; the reply is the code with DEBUG on, else "sent"."""
    code = sms_codes.send(ctx, CodeUse(sms_codes.number(phone).e164), proof)
    return Sent(code if settings.service.debug else "sent")


@rpc(
    rate=NONE,
    login=False,
    internal=True,
    secret=("code",),
    errors=[TooFast, Forbidden, WrongCode, CodeExpired],
)
def login_by_code(ctx: Ctx, phone: Phone, code: Code) -> Renewed:
    """Log in with an SMS code; an unknown phone gets a new user."""
    number = sms_codes.number(phone)
    limit = Limit("code-address", ctx.origin.address, PER_ADDRESS, SPAN)
    take_turns(ctx.db, [f"login by code from {ctx.origin.address}"])
    if wait := Failure.wait(ctx.db, [limit], ctx.now):
        security.note(ctx, "locked out", method="code", name=number.e164)
        raise TooFast(wait)
    try:
        sms_codes.use(ctx, (CodeUse(number.e164), code))
    except (WrongCode, CodeExpired):
        Failure.note(ctx.db, [limit], ctx.now)
        security.note(ctx, "login refused", method="code", name=number.e164)
        raise
    uid = User.with_phone(ctx.db, number.e164, number.national, ctx.now)
    _forgive(ctx, number.e164, User.get(ctx.db, uid).nick_key)
    return _open(ctx, uid, "code")


def _forgive(ctx: Ctx, *names: str | None) -> None:
    """A login by SMS proves ownership: failures of others do not lock the owner out any more."""
    for name in filter(None, names):
        for limit in _failures(name, ctx.origin.address):
            if limit.kind != "login-address":
                Failure.forgive(ctx.db, limit.kind, limit.key)


@rpc(
    rate=NONE,
    login=False,
    internal=True,
    queue="slow",
    secret=("psw",),
    errors=[TooFast, Forbidden],
)
def login(ctx: Ctx, name: LoginName, psw: Password) -> Renewed:
    """Log in with phone or nick and password. All refusals are equal, also in duration.

    After too many failures errno 4 with `by_code` 1: a login by SMS is still possible.
    """
    number = phones.parse(name)
    phone, key = number.e164 if number else None, nick_key(name)
    failures = _failures(phone or key, ctx.origin.address)
    logins = _logins(phone or key, ctx.origin.address)
    take_turns(ctx.db, [f"login:{phone or key}", f"login from {ctx.origin.address}"])
    wait = Failure.wait(ctx.db, failures, ctx.now) or Use.wait(ctx.db, logins, ctx.now)
    if wait:
        security.note(ctx, "locked out", method="password", name=phone or key)
        raise TooFast(wait, by_code=1)
    uid, stored = User.login_row(ctx.db, phone, key)
    if not passwords.right(stored, psw):
        Failure.note(ctx.db, failures, ctx.now)
        security.note(ctx, "login refused", method="password", uid=uid, name=phone or key)
        raise ctx.keeping(Forbidden("wrong name or password"))
    Use.note(ctx.db, logins, ctx.now)
    return _open(ctx, uid, "password")


def _failures(name: str, address: str) -> list[Limit]:
    """Limits of wrong passwords.

    Wrong passwords from one address lock out that address only. The limits of a name over all
    addresses are high, and a login by code stays possible.
    """
    return [
        Limit("login-name-address", f"{name} {address}", PER_NAME, SPAN),
        Limit("login-name", name, PER_NAME_EVERYWHERE, SPAN),
        Limit("login-name", name, PER_NAME_DAY, DAY),
        Limit("login-address", address, PER_ADDRESS, SPAN),
    ]


def _logins(name: str, address: str) -> list[Limit]:
    """Limits of right passwords: each costs a hash and a session."""
    limits = [
        Limit("login-name", name, LOGINS_PER_NAME, SPAN),
        Limit("login-address", address, LOGINS_PER_ADDRESS, SPAN),
    ]
    return scaled(limits, settings.limits.rate_multiplier)


def _open(ctx: Ctx, uid: int, method: str) -> Renewed:
    """Make a session for a user who has proved to own the account, unless it is suspended.

    A closed account is opened again.
    """
    # Locked, else a concurrent suspension or deletion would not see the new session.
    if User.locked(ctx.db, uid) is None:
        raise Busy("this account has just been erased")
    if (until := Suspension.until_of(ctx.db, uid, ctx.now)) is not None:
        security.note(ctx, "suspended", uid=uid, method=method)
        raise ctx.keeping(Forbidden("this account is suspended", until=until))
    Closure.lift(ctx.db, uid)
    security.note(ctx, "logged in", uid=uid, method=method)
    return Renewed(*Session.open(ctx.db, uid, method, ctx.origin.address, ctx.now))


@rpc(rate=NONE, login=False, internal=True, secret=("sessionid",), errors=[NoSession])
def renew(ctx: Ctx, sessionid: SessionId) -> Renewed:
    """Exchange a session id for a new one; the old one stays valid for 10 minutes."""
    ticket = Session.renew(ctx.db, Session.has_id(sessionid, ctx.now), ctx.now)
    if ticket is None:
        raise NoSession
    return Renewed(*ticket)
