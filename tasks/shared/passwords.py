"""Passwords as argon2 hashes. One hash takes tens of milliseconds, hence the slow queue."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from models import Failure, Session, User
from models.limits import Limit
from models.sms import CodeUse
from tasks.shared import security, sessions, sms_codes
from wire.errors import BadRequest, Forbidden, NoSession, TooFast

if TYPE_CHECKING:
    from tasks.rpc import Ctx

SPAN = 600
"""Failures are counted over so many seconds."""
FAILURES = 5

# OWASP's figures: each check costs 19 MiB and some tens of milliseconds, for attackers and for us.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# The hash that is checked for users without a password, with the same parameters as all others.
_NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$dopATzPyc3l+f8oDTPuT/g$"
    "l68naGDgKtPYgfpaLBdeOxwIANf1aQjA173VJH+2jgE"
)


def hashed(password: str) -> str:
    return _hasher.hash(password)


def right(stored: str | None, password: str) -> bool:
    """Whether the password is right. It takes as long when none is stored, to hide that."""
    try:
        _hasher.verify(stored or _NOBODYS, password)
    except VerifyMismatchError:
        return False
    return stored is not None


def change(ctx: Ctx, password: str, old: str | None, code: str | None) -> None:
    """Set a user's password and end the other sessions.

    Raises BadRequest for a very common one, Forbidden without the old one, TooFast after 5
    failures. For the first password a code is sent to the phone, and a second call has it. Within
    10 minutes after a login by SMS neither is needed.
    """
    user = User.locked(ctx.db, ctx.uid)
    session = ctx.db.get(Session, ctx.sid)
    if user is None or session is None:
        raise NoSession
    _refuse_guessable(password, user)
    if not session.is_fresh_by_code(ctx.now):
        _require(ctx, user, old, code)
    sessions.end_others(ctx)
    user.psw = hashed(password)
    security.note(ctx, "password set")


def _refuse_guessable(password: str, user: User) -> None:
    given = password.casefold()
    own = {user.phone, user.phone.removeprefix("+"), (user.nick or "").casefold()}
    if given in _common() or given in own or given in user.phone:
        raise BadRequest("psw is easily guessed: take another one")


@cache
def _common() -> frozenset[str]:
    """The passwords that leaked most often, 11,000 of which are long enough to be allowed."""
    # Imported here, because only few processes need this megabyte of words.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def _require(ctx: Ctx, user: User, old: str | None, code: str | None) -> None:
    if user.psw is not None:
        _require_old(ctx, user.psw, old)
    elif code is None:
        raise sms_codes.ask_for_confirmation(ctx, user.phone)
    else:
        sms_codes.use(ctx, (CodeUse(user.phone, "confirm", ctx.uid), code))


def _require_old(ctx: Ctx, stored: str, old: str | None) -> None:
    """Raise unless the caller knows the old password."""
    limit = Limit("set-password", str(ctx.uid), FAILURES, SPAN)
    if wait := Failure.wait(ctx.db, [limit], ctx.now):
        raise TooFast(wait)
    if old is None or not right(stored, old):
        Failure.note(ctx.db, [limit], ctx.now)
        security.note(ctx, "password not changed")
        raise ctx.keeping(Forbidden("old is missing or wrong"))
