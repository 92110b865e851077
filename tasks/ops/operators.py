"""The operators themselves: who they are, what they may do, and their passwords."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from models import Operator, OpsSession
from models.operator import ROLES
from tasks.ops.action import OPS, OperatorName, Undo, action
from tasks.rpc import Ctx
from tasks.shared import passwords
from wire.errors import BadRequest, NotFound
from wire.objects import of
from wire.types import Count200, Offset

Role = Annotated[str, Meta(pattern=f"^({'|'.join(ROLES)})$(?!\n)")]
NewPassword = Annotated[str, Meta(min_length=12, max_length=128)]


class Line(msgspec.Struct):
    name: str
    role: str
    create_time: int
    second_factor: int


class Lines(msgspec.Struct):
    rows: list[Line]


class Of(msgspec.Struct):
    name: str


class Changed(msgspec.Struct):
    name: str
    role: str


@action("Operators")
def find(ctx: Ctx, pos: Offset = 0, count: Count200 = 50) -> Lines:
    """Operators by name; `pos`: so many are left out."""
    found = Operator.page(ctx.db, pos, count)
    return Lines([of(Line, row, second_factor=int(row.totp is not None)) for row in found])


def _present_role(ctx: Ctx, name: str, role: str = "", **_: str) -> Undo | None:
    known = ctx.db.get(Operator, name, with_for_update=True)
    changed = known is not None and role not in ("", known.role)
    return Undo("OperatorEdit", {"name": name, "role": known.role}) if known and changed else None


@action("OperatorEdit", queue="slow", secret=("psw",), errors=[NotFound], undo=_present_role)
def edit(
    ctx: Ctx, name: OperatorName, role: Role | None = None, psw: NewPassword | None = None
) -> Changed:
    """Make an operator, with role and password, or change one.

    look: sees everything and changes nothing. support: users, reports, messages, groups, circles.
    trade: goods, endorsers, orders. admin: all, and operators. A new password ends the logins.
    """
    if name == OPS:
        raise BadRequest("name: this one means OPS_PASSWORD")
    hashed = passwords.hashed(psw) if psw else None
    operator = Operator.put(ctx.db, name, role, hashed, ctx.now)
    if psw:
        OpsSession.end_of(ctx.db, name)
    return Changed(name, operator.role)


@action("OperatorDelete", errors=[NotFound])
def delete(ctx: Ctx, name: OperatorName) -> Of:
    """Delete an operator, and end the logins; the audit log keeps the name."""
    Operator.remove(ctx.db, name)
    return Of(name)
