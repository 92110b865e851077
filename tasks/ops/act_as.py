"""Calls of operators in the name of a user: what is written down before and after each.

The call itself is made by the gateway, as those of users are (web/ops/act_as.py).
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from models import Suspension, Use, User
from models.limits import Limit, take_turns
from tasks.ops.action import action
from tasks.rpc import Ctx
from wire import phones
from wire.errors import Forbidden, NotFound, TooFast
from wire.types import Int, Uid

CALLS, SPAN = 60, 60
"""Of all operators together."""
FunctionName = Annotated[str, Meta(max_length=64)]
Shown = dict[Annotated[str, Meta(max_length=64)], Annotated[str, Meta(max_length=500)]]


class Of(msgspec.Struct):
    uid: int
    called: str
    """Nick and phone."""


class Ended(msgspec.Struct):
    outcome: int


@action("ActAs", hidden=("called",), errors=[Forbidden, NotFound, TooFast])
def begin(ctx: Ctx, uid: Uid, function: FunctionName, parm: Shown) -> Of:
    """Write down that an operator is about to call a function as a user.

    parm: as they may be shown. 60 calls in a minute, by all operators together. Nobody acts as
    a user who could not log in.
    """
    User.require(ctx.db, uid)
    user = User.get(ctx.db, uid)
    if Suspension.until_of(ctx.db, uid, ctx.now) is not None:
        raise Forbidden("the account is suspended")
    limit = Limit("act-as", "", CALLS, SPAN)
    take_turns(ctx.db, ["act-as"])
    if wait := Use.wait(ctx.db, [limit], ctx.now):
        raise TooFast(wait)
    Use.note(ctx.db, [limit], ctx.now)
    return Of(uid, f"{user.nick or 'no nick'}, {phones.shown(user.phone)}")


@action("ActAsEnd")
def end(ctx: Ctx, uid: Uid, function: FunctionName, outcome: Int) -> Ended:
    """Write down what came of it: the errno."""
    return Ended(outcome)
