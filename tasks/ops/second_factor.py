"""The second factor of operators: codes by time (RFC 6238), and recovery codes in their place."""

from __future__ import annotations

import secrets
from base64 import b32encode
from hmac import compare_digest
from typing import Annotated

import msgspec
import pyotp
from msgspec import Meta

from log import log
from models import Failure, Operator, OpsSession, RecoveryCode, Use
from models.limits import Limit, take_turns
from settings import settings
from tasks.ops.action import OPS, OperatorName, action
from tasks.rpc import NONE, Ctx, rpc
from wire import seal
from wire.errors import Forbidden, NotFound, TooFast
from wire.types import Password

STEP = 30
"""Seconds for which a code is shown; that of the step before and of the next are taken, too."""
GUESSES, SPAN = 5, 600
GUESSES_A_DAY, DAY = 20, 86_400
"""Wrong codes of one operator who knew the password."""
RECOVERY_CODES = 10
ISSUER = "Operations"
Code = Annotated[str, Meta(max_length=32)]
WRONG = "the code of the second factor is missing or wrong"


class State(msgspec.Struct):
    """`codes`: how many recovery codes are left."""

    on: int
    codes: int


class Offer(msgspec.Struct):
    """What an app for such codes must know; it exists nowhere else in clear."""

    uri: str
    secret: str


class Confirmed(msgspec.Struct):
    """Recovery codes, each good for one login."""

    codes: list[str]


class Of(msgspec.Struct):
    name: str


@rpc(rate=NONE, login=False, internal=True, readonly=True, errors=[NotFound])
def state(ctx: Ctx, name: OperatorName) -> State:
    """Whether an operator has a second factor. Leaves no audit row."""
    operator = Operator.get(ctx.db, name)
    return State(int(operator.totp is not None), RecoveryCode.number(ctx.db, name))


@action("SecondFactorBegin", hidden=("uri", "secret"), errors=[Forbidden, NotFound])
def begin(ctx: Ctx, name: OperatorName) -> Offer:
    """Offer a secret; it counts when the first code is confirmed. Refused where there is one."""
    operator = Operator.get(ctx.db, name, lock=True)
    if operator.totp is not None:
        raise Forbidden("there is a second factor; remove it first")
    secret = pyotp.random_base32()
    operator.totp_new = seal.seal(secret.encode())
    return Offer(pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER), secret)


@action(
    "SecondFactorConfirm",
    secret=("code", "cookie"),
    hidden=("codes",),
    errors=[Forbidden, NotFound, TooFast],
)
def confirm(ctx: Ctx, name: OperatorName, code: Code, cookie: Password) -> Confirmed:
    """Take what was offered into use, by its first code, and end the other logins."""
    operator = _counted(ctx, name)
    if operator.totp_new is None or not _is_of(ctx, operator, operator.totp_new, code):
        raise _refused(ctx, name)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    operator.set_second_factor(ctx.db, operator.totp_new, [_hash(name, one) for one in codes])
    OpsSession.end_of(ctx.db, name, but=cookie)
    return Confirmed(codes)


@action("SecondFactorRemove", secret=("code",), errors=[Forbidden, NotFound, TooFast])
def remove(ctx: Ctx, name: OperatorName, code: Code) -> Of:
    """Do without one again; needs a code, or a recovery code."""
    operator = _counted(ctx, name)
    if not _takes(ctx, operator, code):
        raise _refused(ctx, name)
    operator.set_second_factor(ctx.db, None, [])
    return Of(name)


@action("SecondFactorDrop", errors=[NotFound])
def drop(ctx: Ctx, name: OperatorName) -> Of:
    """Take an operator's second factor away, who has lost it, and end the logins."""
    Operator.get(ctx.db, name, lock=True).set_second_factor(ctx.db, None, [])
    OpsSession.end_of(ctx.db, name)
    return Of(name)


def check(ctx: Ctx, operator: Operator, code: str | None) -> None:
    """Let nobody log in to an operator who has a second factor without its code.

    For who knew the password. Raises Forbidden, and TooFast after 5 wrong codes in 10 minutes or
    20 in a day.
    """
    if operator.totp is None:
        return
    if not code:
        raise ctx.keeping(Forbidden(WRONG))
    if not _takes(ctx, _counted(ctx, operator.name), code):
        raise _refused(ctx, operator.name)


def check_setting(ctx: Ctx, code: str | None) -> None:
    """The same for who knew OPS_PASSWORD: the secret is OPS_TOTP_SECRET, where that is set."""
    secret = settings.ops.totp_secret
    if not secret:
        return
    if not code:
        raise ctx.keeping(Forbidden(WRONG))
    _require_guess(ctx, OPS)
    steps = _steps(ctx, secret, code)
    if not (steps and _take(ctx, steps[-1])):
        raise _refused(ctx, OPS)


def _take(ctx: Ctx, step: int) -> bool:
    """Accept the code of a step; False when it or a later one was accepted before."""
    # The code of the step after the next is not taken yet, so more need not be remembered.
    known = [Limit("ops-code", str(one), 1, 4 * STEP) for one in range(step - 2, step + 1)]
    if Use.wait(ctx.db, known[-1:], ctx.now):
        return False
    Use.note(ctx.db, known, ctx.now)
    return True


def _limits(name: str) -> list[Limit]:
    return [Limit("ops-code", name, GUESSES, SPAN), Limit("ops-code-day", name, GUESSES_A_DAY, DAY)]


def _counted(ctx: Ctx, name: str) -> Operator:
    """The operator, unless there were too many wrong codes."""
    _require_guess(ctx, name)
    return Operator.get(ctx.db, name, lock=True)


def _require_guess(ctx: Ctx, name: str) -> None:
    take_turns(ctx.db, [f"ops-code {name}"])
    if wait := Failure.wait(ctx.db, _limits(name), ctx.now):
        raise TooFast(wait)


def _refused(ctx: Ctx, name: str) -> Exception:
    Failure.note(ctx.db, _limits(name), ctx.now)
    return ctx.keeping(Forbidden(WRONG))


def _takes(ctx: Ctx, operator: Operator, code: str) -> bool:
    """Whether a code fits; it does not a second time."""
    if operator.totp is None:
        return False
    if len(_plain(code)) == 6:
        return _is_of(ctx, operator, operator.totp, code)
    return RecoveryCode.use(ctx.db, operator.name, _hash(operator.name, code))


def _is_of(ctx: Ctx, operator: Operator, sealed: str, code: str) -> bool:
    try:
        secret = seal.unseal(sealed).decode()
    except seal.BrokenSeal as error:
        log.error("second factor cannot be read: was SECRET_KEY changed?", error=error)
        return False
    steps = _steps(ctx, secret, code)
    return bool(steps) and operator.take_step(ctx.db, steps[-1])


def _steps(ctx: Ctx, secret: str, code: str) -> list[int]:
    """The steps, of those that are taken now, whose code this is."""
    totp, now, given = pyotp.TOTP(secret), ctx.now // STEP, _plain(code).encode()
    return [one for one in (now - 1, now, now + 1) if _same(totp.generate_otp(one), given)]


def _same(code: str, given: bytes) -> bool:
    return compare_digest(code.encode(), given)


def _plain(code: str) -> str:
    """A code without what people put between its groups."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _recovery_code() -> str:
    """60 bits, in three groups."""
    text = b32encode(secrets.token_bytes(8)).decode().lower()[:12]
    return "-".join((text[:4], text[4:8], text[8:]))


def _hash(name: str, code: str) -> bytes:
    return seal.digest("recovery code", name, _plain(code))
