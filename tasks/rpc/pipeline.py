"""What happens to every call, written once.

parameters (6) -> stored reply of a resend -> rate (4) -> the function -> encode -> commit.
The reply and the pushes are handed over afterwards, by the Celery task's success callback.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
from sqlalchemy.exc import DBAPIError

from log import log
from models import Forbidden, NotFound, db
from settings import settings
from tasks.rpc import limits, replies
from tasks.rpc.context import Ctx
from tasks.rpc.registry import Rpc
from wire import bus, errors, frames, seal
from wire.calls import Origin

ATTEMPTS = 4
"""Runs of a call whose transaction lost against others, the first included."""

EMPTY = b"{}"


@dataclass(slots=True)
class Outcome:
    """A finished call: its reply and everything that may leave now that it is committed."""

    front: str
    """The gateway that asked."""
    reply: bus.Reply
    items: list[bus.Message] = field(default_factory=list)
    followups: list[tuple[str, int]] = field(default_factory=list)

    def __repr__(self) -> str:
        # Celery shows results in Flower and logs: an errno tells no secrets.
        return f"errno {self.reply.errno}"


class _Done(msgspec.Struct):
    stored: replies.Stored
    ctx: Ctx | None = None
    """None when nothing was executed: a replay."""


def answer(rpc: Rpc, parm: str, origin: Origin) -> Outcome:
    """Run one call to its end; every failure is a reply."""
    started = time.time()
    try:
        done = _perform(rpc, _decoded(rpc, parm), origin)
    except errors.RpcError as error:
        done = _Done(_refusal(error))
        executed = not isinstance(error, errors.BadRequest | errors.NoSession)
    else:
        executed = done.ctx is not None
    stored, ctx = done.stored, done.ctx
    reply = bus.Reply(
        call=origin.call,
        errno=stored.errno,
        frame=frames.reply(stored.result, origin.cdata.encode(), stored.errno, stored.error),
        wait=max(0.0, started - origin.at),
        run=time.time() - started,
        executed=executed,
        effects=ctx.effects if ctx else [],
    )
    if ctx is None:
        return Outcome(origin.front, reply)
    return Outcome(origin.front, reply, ctx.items, ctx.followups)


def _refusal(error: errors.RpcError) -> replies.Stored:
    return replies.Stored(error.errno, str(error), msgspec.json.encode(error.result))


def _decoded(rpc: Rpc, parm: str) -> dict[str, Any]:
    """The parameters as JSON value, with the sealed ones opened."""
    if rpc.debug and not settings.service.debug:
        raise errors.BadRequest(f"unknown function {rpc.name}")
    values = frames.value(parm)
    try:
        for name in rpc.secret & values.keys():
            values[name] = msgspec.json.decode(seal.unseal(values[name]))
    except (seal.BrokenSeal, AttributeError) as error:
        raise errors.BadRequest("a secret parameter came unsealed") from error
    return values


def _perform(rpc: Rpc, parm: dict[str, Any], origin: Origin) -> _Done:
    """Run the call until it is not disturbed by others; raises RpcError."""
    try:
        arguments = rpc.parameters.bind(parm)
        key = replies.key(rpc, parm, origin)
        done = _undisturbed(rpc, arguments, origin, key)
    except errors.RpcError:
        raise
    except DBAPIError as error:
        if db.unreachable(error):
            log.error("database unreachable", func=rpc.name, error=str(error.orig))
            raise errors.Busy("database unreachable") from None
        raise _incident(rpc, origin) from error
    except Exception as error:
        raise _incident(rpc, origin) from error
    if done.ctx is not None and done.ctx.second is not None:
        return _afterwards(rpc, origin, key, done, done.ctx)
    return done


def _undisturbed(rpc: Rpc, arguments: dict[str, Any], origin: Origin, key: bytes | None) -> _Done:
    for _ in range(ATTEMPTS - 1):
        try:
            return _attempt(rpc, arguments, origin, key)
        except DBAPIError as error:
            if not db.retriable(error):
                raise
    return _attempt(rpc, arguments, origin, key)


def _afterwards(rpc: Rpc, origin: Origin, key: bytes | None, first: _Done, ctx: Ctx) -> _Done:
    """Ask the other company and record its answer; if that fails, the first reply stands."""
    try:
        stored, second = _second(ctx, origin, key)
    except Exception:  # noqa: BLE001 - the change itself is committed and must be answered
        log.exception("answer not recorded", func=rpc.name, uid=origin.uid)
        return first
    ctx.items += second.items
    ctx.effects += second.effects
    ctx.followups += second.followups
    return _Done(stored, ctx)


def _second(first: Ctx, origin: Origin, key: bytes | None) -> tuple[replies.Stored, Ctx]:
    assert first.second
    answer, record = first.second.ask(), first.second.record
    with db.transaction() as session:
        ctx = Ctx(session, origin, int(time.time()))
        done = _run(lambda ctx: record(ctx, answer), ctx)
        if key is not None:
            replies.store_and_commit(session, key, done.stored)
        return done.stored, ctx


def _incident(rpc: Rpc, origin: Origin) -> errors.Internal:
    incident = secrets.token_hex(6)
    log.exception("call failed", func=rpc.name, uid=origin.uid, incident=incident)
    return errors.Internal(incident)


def _attempt(rpc: Rpc, arguments: dict[str, Any], origin: Origin, key: bytes | None) -> _Done:
    if rpc.readonly:
        with db.reading() as session:
            limits.check(rpc, origin)
            return _run(partial(rpc.function, **arguments), Ctx(session, origin, int(time.time())))
    if key is None:
        # Of a thousand session starts one has something to write; it begins by itself.
        with db.transaction(begun=not rpc.starts) as session:
            limits.check(rpc, origin)
            return _run(partial(rpc.function, **arguments), Ctx(session, origin, int(time.time())))
    return _run_once(rpc, arguments, origin, key)


def _run_once(rpc: Rpc, arguments: dict[str, Any], origin: Origin, key: bytes) -> _Done:
    """Run a write at most once however often it is sent."""
    now = int(time.time())
    try:
        with db.transaction() as session:
            if (stored := replies.claim(session, key, origin, now)) is not None:
                return _Done(stored)
            limits.check(rpc, origin)
            done = _run(partial(rpc.function, **arguments), Ctx(session, origin, now))
            replies.store_and_commit(session, key, done.stored)
            return done
    except errors.RpcError as error:
        if error.errno not in errors.NOT_EXECUTED:
            _keep_refusal(key, origin, now, _refusal(error))
        raise


def _keep_refusal(key: bytes, origin: Origin, now: int, refusal: replies.Stored) -> None:
    """A refused call was executed too; its own transaction is gone, so the reply gets another."""
    with db.transaction() as session:
        if replies.claim(session, key, origin, now) is None:
            replies.store_and_commit(session, key, refusal)


def _run(function: Callable[[Ctx], Any], ctx: Ctx) -> _Done:
    try:
        result = function(ctx)
    except NotFound as error:
        raise errors.NotFound(str(error)) from None
    except Forbidden as error:
        raise errors.Forbidden(str(error)) from None
    except errors.RpcError as error:
        if error is not ctx.kept:
            raise
        ctx.db.flush()
        return _Done(_refusal(error), ctx)
    ctx.db.flush()
    encoded = EMPTY if result is None else msgspec.json.encode(result)
    return _Done(replies.Stored(errors.OK, errors.OK_TEXT, encoded), ctx)
