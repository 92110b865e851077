"""Who may use the pages of operations, and what was done there."""

from __future__ import annotations

import re
from hmac import compare_digest
from typing import Any

import msgspec

from models import Audit, Failure, Operator, OpsSession
from models.limits import Limit, take_turns
from settings import settings
from tasks.ops import second_factor
from tasks.ops.action import OPS, OperatorName, note
from tasks.ops.second_factor import Code
from tasks.rpc import NONE, Ctx, rpc
from tasks.shared import passwords, security
from wire.errors import Forbidden, RpcError, TooFast
from wire.types import Count200, Cursor, Password

FAILURES, FAILURES_EVERYWHERE, SPAN = 5, 100, 600
"""So many from one address within these seconds, and nobody logs in from there."""
ADMIN = "admin"
ARGON2 = re.compile(r"\$argon2(id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[\w+/]+\$[\w+/]+")


class LoggedIn(msgspec.Struct):
    cookie: str
    csrf: str


class Living(msgspec.Struct):
    """A login: whose it is, and what the role allows."""

    csrf: str
    who: str
    role: str


class AuditRow(msgspec.Struct):
    id: int
    time: int
    who: str
    address: str
    action: str
    params: dict[str, Any]
    errno: int
    result: dict[str, Any]


class AuditRows(msgspec.Struct):
    rows: list[AuditRow]


@rpc(
    rate=NONE,
    login=False,
    internal=True,
    queue="slow",
    secret=("psw", "code"),
    errors=[TooFast, Forbidden],
)
def login(
    ctx: Ctx, psw: Password, name: OperatorName | None = None, code: Code | None = None
) -> LoggedIn:
    """Log in to operations by name and password, or without name with OPS_PASSWORD.

    `code`: of the second factor, where the operator has one, or OPS_TOTP_SECRET is set. 5 failures
    in 10 minutes lock an address out; 100 from wherever lock everybody out who is not logged in
    yet: so many are an attack by many machines.
    """
    limits = [
        Limit("ops-login", ctx.origin.address, FAILURES, SPAN),
        Limit("ops-login-everywhere", "", FAILURES_EVERYWHERE, SPAN),
    ]
    take_turns(ctx.db, ["ops-login"])
    if wait := Failure.wait(ctx.db, limits, ctx.now):
        security.note(ctx, "operations locked out")
        raise TooFast(wait)
    operator = ctx.db.get(Operator, name) if name else None
    stored = operator.psw if operator else None
    right = passwords.right(stored, psw) if name else _is_right(psw)
    try:
        if not right:
            raise ctx.keeping(Forbidden("wrong password"))
        if operator:
            second_factor.check(ctx, operator, code)
        else:
            second_factor.check_setting(ctx, code)
    except RpcError as error:
        _refuse(ctx, error, name or OPS, limits if code or not right else [])
        raise
    security.note(ctx, "operations logged in")
    note(ctx, "Login", {}, who=name or OPS)
    return LoggedIn(*OpsSession.open(ctx.db, ctx.origin.address, ctx.now, name))


def _refuse(ctx: Ctx, error: RpcError, who: str, limits: list[Limit]) -> None:
    """Keep that a login was refused."""
    Failure.note(ctx.db, limits, ctx.now)
    security.note(ctx, "operations login refused")
    note(ctx, "Login", {}, errno=error.errno, who=who)
    ctx.keeping(error)


def _is_right(psw: str) -> bool:
    wanted = settings.ops.password
    if not wanted:
        return False
    if ARGON2.fullmatch(wanted):
        return passwords.right(wanted, psw)
    return compare_digest(psw.encode(), wanted.encode())


@rpc(
    rate=NONE,
    login=False,
    internal=True,
    readonly=True,
    secret=("cookie",),
    errors=[Forbidden],
)
def check(ctx: Ctx, cookie: Password) -> Living:
    """Look up a login: what its forms must carry."""
    visitor = OpsSession.visitor(ctx.db, cookie, ctx.now)
    if visitor is None:
        raise Forbidden("not logged in")
    return Living(visitor.csrf, visitor.name or OPS, visitor.role or ADMIN)


@rpc(rate=NONE, login=False, internal=True, secret=("cookie",))
def logout(ctx: Ctx, cookie: Password) -> None:
    """End a login."""
    visitor = OpsSession.visitor(ctx.db, cookie, ctx.now)
    OpsSession.end(ctx.db, cookie)
    note(ctx, "Logout", {}, who=(visitor and visitor.name) or OPS)


@rpc(rate=NONE, login=False, internal=True, readonly=True)
def audit_log(ctx: Ctx, before: Cursor | None = None, count: Count200 = 50) -> AuditRows:
    """What operations did, newest first; `before`: id, exclusive. Leaves no row itself."""
    rows = Audit.page(ctx.db, before or None, count)
    return AuditRows([msgspec.convert(row, AuditRow, from_attributes=True) for row in rows])
