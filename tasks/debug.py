"""Functions for measurements; unknown unless DEBUG is on."""

from __future__ import annotations

from typing import Any

from models import User
from tasks.rpc import NONE, Ctx, rpc
from wire.errors import NotFound
from wire.objects import of
from wire.objects import user as objects
from wire.types import Uid


@rpc(rate=NONE, login=False, readonly=True, debug=True)
def echo(ctx: Ctx, **parm: Any) -> dict[str, Any]:
    """Return the parameters."""
    return parm


@rpc(rate=NONE, login=False, readonly=True, debug=True, errors=[NotFound])
def user(ctx: Ctx, id: Uid) -> dict[str, Any]:
    """Return one row of users by its key."""
    return {"user": of(objects.User, User.get(ctx.db, id))}
