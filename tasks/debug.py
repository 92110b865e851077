"""Functions for measurements; they are unknown functions unless DEBUG is on."""

from __future__ import annotations

import time
from typing import Annotated, Any

import msgspec
from sqlalchemy import bindparam, select

from models import NotFound as NoRow
from models import User
from models.prepared import Prepared
from tasks.rpc import NONE, Ctx, rpc
from wire.errors import NotFound
from wire.objects import user as objects
from wire.types import Uid

_NAMES = objects.User.__struct_fields__
_USER = Prepared(
    select(*(getattr(User, name) for name in _NAMES)).where(User.uid == bindparam("uid"))
)


class Row(msgspec.Struct):
    user: objects.User


@rpc(rate=NONE, login=False, readonly=True, debug=True)
def echo(ctx: Ctx, /, **parm: Any) -> dict[str, Any]:
    """Return the parameters."""
    return parm


@rpc(rate=NONE, login=False, readonly=True, debug=True, queue="slow")
def wait(ctx: Ctx, seconds: Annotated[float, msgspec.Meta(ge=0, le=5)] = 0.05) -> None:
    """Wait, like a call that asks another company."""
    time.sleep(seconds)


@rpc(rate=NONE, login=False, readonly=True, debug=True, errors=[NotFound])
def user(ctx: Ctx, id: Uid) -> Row:
    """Return one user, read by its key."""
    row = _USER.first(ctx.db, uid=id)
    if row is None:
        raise NoRow(User.noun)
    return Row(objects.User(**dict(zip(_NAMES, row, strict=True))))
