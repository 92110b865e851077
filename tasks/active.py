"""Activation: users activate others and give them a level."""

from __future__ import annotations

import msgspec

from models import ActivationCode, User, meeting
from push.pushes import EventPush
from tasks.rpc import CREATE, LIGHT, Ctx, rpc
from tasks.shared.friendship import add, befriend
from wire.errors import Forbidden, NotFound
from wire.types import ActorLevel, Uid, Vcode


class Code(msgspec.Struct):
    active_code: str
    level: int
    timeout: int


class Activation(msgspec.Struct):
    active_level: int
    active_by: int


@rpc(rate=CREATE, errors=[Forbidden])
def generate_code(ctx: Ctx, level: ActorLevel = 1) -> Code:
    """Make an activation code of a level up to my own actor_level.

    Good for 45 minutes and any number of people; `timeout` = unix seconds of expiry.
    """
    if level > User.get(ctx.db, ctx.uid).actor_level:
        raise Forbidden("level is above your actor_level")
    code = ActivationCode.make(ctx.db, ctx.uid, ctx.now, level=level)
    return Code(code.active_code, level, code.timeout)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def do(ctx: Ctx, active_code: Vcode) -> Activation:
    """Activate myself with a code; the activator and I become friends.

    Returns my values afterwards: a higher level and its activator stay. Errno 2: my own code, or
    its maker may not give the level any more.
    """
    code = ActivationCode.good(ctx.db, active_code, ctx.now)
    if code.level > User.get(ctx.db, code.uid).actor_level:
        raise Forbidden("its maker may not give this level any more")
    mine = _activate(ctx, code.uid, code.level)
    befriend(ctx, code.uid)
    return mine


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def by_user(ctx: Ctx, uid: Uid) -> Activation:
    """Activate myself through another user, with that user's actor_level; else like active.do.

    The activator, who need not agree, is put on my friend list and gets a push, and may add me.
    """
    mine = _activate(ctx, uid, User.get(ctx.db, uid).actor_level)
    add(ctx, uid)
    return mine


def _activate(ctx: Ctx, activator: int, level: int) -> Activation:
    if activator == ctx.uid:
        raise Forbidden("you cannot activate yourself")
    if level < 1:
        raise Forbidden("this user may not activate others")
    meeting.require(ctx.db, ctx.uid, activator)
    mine = User.activate(ctx.db, ctx.uid, level, activator)
    return Activation(mine.active_level, mine.active_by)
