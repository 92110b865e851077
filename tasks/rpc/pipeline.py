"""The steps of every call.

parameters (6) -> stored reply of a resend -> rate (4) -> the function -> encode -> commit.
The reply and the pushes are sent afterwards, by the Celery task's success callback.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import msgspec
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from log import log, request
from models import Forbidden, NotFound, db
from models.replica import REFUSED, REPLICA, Elsewhere, Replica
from models.reply import Call
from services.moderation.hook import Question
from settings import settings
from tasks.rpc import moderation, replies
from tasks.rpc.context import Ctx, Found
from tasks.rpc.registry import Rpc
from telemetry import traces
from telemetry.traces import Work
from wire import bus, common_time, errors, frames, seal
from wire.calls import Origin, task_id

ATTEMPTS = 4
"""The most runs of a call whose transaction conflicts with others, the first included."""

EMPTY = b"{}"


class Database(Protocol):
    """Where calls read and write: `models.db`, or another object that opens sessions like it."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session without a transaction."""

    def transaction(self, *, begun: bool = True) -> AbstractContextManager[Session]:
        """A session whose changes are committed at the end, or rolled back on an error."""

    def replica(self, uid: int) -> Replica | None:
        """The replica that answers a user's reads, if there is one."""

    def must_flush(self, session: Session) -> None:
        """Let the reply wait for a flush, because what was read may not be on disk."""


@dataclass(slots=True)
class Outcome:
    """A finished call: its reply and everything to be sent after its commit."""

    origin: Origin
    reply: bus.Reply
    items: list[bus.Message] = field(default_factory=list)
    followups: list[tuple[str, int]] = field(default_factory=list)
    error: BaseException | None = None
    """The unexpected exception, when the reply is errno 7."""
    work: Work | None = None
    """Its part of a trace, when it is traced."""

    @property
    def front(self) -> str:
        """The gateway of the call."""
        return self.origin.front

    def __repr__(self) -> str:
        # Celery shows results in Flower and logs: an errno has no secrets.
        return f"errno {self.reply.errno}"


class _MoreStatements(Exception):
    """A call has to do more than its one statement does."""


class Done(msgspec.Struct):
    """A reply that can be stored, and the context with what its call has collected."""

    stored: replies.Stored
    ctx: Ctx | None = None
    """None when nothing was executed: a replay."""


def answer(
    rpc: Rpc,
    parm: str,
    origin: Origin,
    database: Database = db,
    clock: Callable[[], float] = common_time.now,
    found: Found | None = None,
) -> Outcome:
    """Run one call; every failure becomes a reply.

    `found`: by a question that was asked for several calls.
    """
    named = request.set(task_id(origin))
    try:
        return _answer(_Call(rpc, origin, database, clock, found), parm)
    finally:
        request.reset(named)


def traced_answer(
    rpc: Rpc, parm: str, origin: Origin, traceparent: str, found: Found | None = None
) -> Outcome:
    """`answer`, as part of the trace that the call's message belongs to, if any."""
    if not traceparent:
        return answer(rpc, parm, origin, found=found)
    with traces.working(traceparent, rpc.name, rpc.queue, origin.at) as work:
        outcome = answer(rpc, parm, origin)
        work.end(outcome.reply.errno)
    outcome.work = work
    return outcome


def _answer(call: _Call, parm: str) -> Outcome:
    rpc, origin = call.rpc, call.origin
    started, unexpected = common_time.now(), None
    try:
        done = call.perform(decoded(rpc, parm))
    except errors.RpcError as error:
        done = Done(_refusal(error))
        executed = not isinstance(error, errors.BadRequest | errors.NoSession)
        unexpected = error.__cause__ if isinstance(error, errors.Internal) else None
    else:
        executed = done.ctx is not None
    stored, ctx = done.stored, done.ctx
    if stored.errno == errors.Forbidden.errno and not rpc.internal:
        who = {"uid": origin.uid, "address": origin.address}
        log.info("call refused", security=True, func=rpc.name, **who)
    reply = bus.Reply(
        call=origin.call,
        errno=stored.errno,
        frame=frames.reply(stored.result, origin.cdata.encode(), stored.errno, stored.error),
        wait=max(0.0, started - origin.at),
        run=common_time.now() - started,
        executed=executed,
        effects=ctx.effects if ctx else [],
        source=call.source,
    )
    if ctx is None:
        return Outcome(origin, reply, error=unexpected)
    return Outcome(origin, reply, ctx.items, ctx.followups)


def _refusal(error: errors.RpcError) -> replies.Stored:
    return replies.Stored(error.errno, str(error), msgspec.json.encode(error.result))


def decoded(rpc: Rpc, parm: str) -> dict[str, Any]:
    """The parameters as JSON value, with the sealed ones opened. Raises BadRequest."""
    if rpc.debug and not settings.service.debug:
        raise errors.BadRequest(f"unknown function {rpc.name}")
    values = frames.value(parm)
    try:
        for name in rpc.secret & values.keys():
            values[name] = msgspec.json.decode(seal.unseal(values[name]))
    except (seal.BrokenSeal, AttributeError) as error:
        raise errors.BadRequest("a secret parameter came unsealed") from error
    return values


@dataclass(slots=True)
class _Call:
    """A call: its function, its origin, and its database."""

    rpc: Rpc
    origin: Origin
    database: Database
    clock: Callable[[], float]
    found: Found | None
    function: partial[Any] = field(init=False)
    """The function with its parameters."""
    shown: Question = field(init=False)
    """The parameters that others will see."""
    key: bytes | None = field(init=False)
    """The key of the stored reply; None for calls that may run as often as they are sent."""
    judged: moderation.Passed | errors.ContentRefused | None = None
    """What is said of the parameters that others will see, once it was asked."""
    source: str = ""
    """Who answered a read for which there is a replica; see bus.Reply."""

    def perform(self, parm: dict[str, Any]) -> Done:
        """Run the call until it has no conflict with others; raises RpcError."""
        try:
            values = self.rpc.parameters.bind(parm)
            self.function = partial(self.rpc.function, **values)
            self.shown = self._public(values)
            self.key = replies.key(self.rpc, parm, self.origin)
            done = self._undisturbed()
        except errors.RpcError:
            raise
        except DBAPIError as error:
            if db.unreachable(error):
                log.error("database unreachable", func=self.rpc.name, error=error)
                raise errors.Busy(errors.Busy.no_database) from None
            if db.gone(error):  # the caller's account, or what the call names
                raise errors.NotFound("deleted meanwhile") from None
            raise self._incident() from error
        except Exception as error:
            raise self._incident() from error
        if done.ctx is not None and done.ctx.after_commit is not None:
            return self._afterwards(done, done.ctx)
        return done

    def _public(self, values: dict[str, Any]) -> Question:
        known = self.rpc.parameters
        texts = moderation.texts((name, values[name]) for name in known.public)
        media = moderation.media(values[name] for name in known.media)
        return Question(self.origin.uid, self.rpc.name, texts, media)

    def _undisturbed(self) -> Done:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._attempt()
            except DBAPIError as error:
                if not db.retriable(error):
                    raise
        return self._attempt()

    def _attempt(self) -> Done:
        if self.rpc.readonly:
            return self._read()
        if self.rpc.alone and (alone := self._alone()) is not None:
            return alone
        if self.key is None:
            return self._once_a_message(replies.token(self.origin))
        return self._once(self.key)

    def _alone(self) -> Done | None:
        """Run a write by its one statement; None when it needs a transaction.

        That is so for refusals, for what is to be reviewed, and for what was carried out before.
        """
        try:
            with self.database.reading() as session:
                return self._limited(session, replies.of(self.key, self.origin))
        except (errors.RpcError, IntegrityError, _MoreStatements):
            return None

    def _read(self) -> Done:
        # What is asked for an HTTP request has no connection that remembers what it was shown.
        replica = self.database.replica(self.origin.uid)
        if replica is not None and self.rpc.replicated and self.origin.conn:
            try:
                return self._read_there(replica)
            except Elsewhere as why:
                self.source = str(why)
        with self.database.reading() as session:
            done = self._limited(session)
            if self.rpc.parameters.pages or replica is not None:
                self.database.must_flush(session)
            return done

    def _read_there(self, replica: Replica) -> Done:
        try:
            with replica.reading(self.origin.lsn) as session:
                done = self._limited(session)
        except (errors.NotFound, errors.Forbidden) as error:
            # It may have been made a moment ago by somebody else, who told the caller of it.
            raise Elsewhere(REFUSED) from error
        self.source = REPLICA
        return done

    def _once_a_message(self, token: bytes) -> Done:
        """Run a write that no resend can name; of the workers with its message one can commit."""
        try:
            # Few session starts write anything; these begin the transaction themselves.
            with self.database.transaction(begun=not self.rpc.starts) as session:
                done = self._limited(session)
                if db.is_open(session):
                    kept = done.stored if self.rpc.replay else None
                    now = int(self.clock())
                    replies.spend_and_commit(session, token, self.origin, now, kept)
                else:  # a start, which shows the user's last number
                    self.database.must_flush(session)
                return done
        except (errors.RpcError, IntegrityError) as error:
            if isinstance(error, errors.RpcError) and error.errno in errors.NOT_EXECUTED:
                raise
            with self.database.reading() as session:
                if (stored := replies.carried_out(session, token)) is None:
                    raise
                self.database.must_flush(session)
            return Done(stored)

    def _once(self, key: bytes) -> Done:
        """Run a write at most once, even if it is sent again."""
        now = int(self.clock())
        try:
            with self.database.transaction() as session:
                if (stored := replies.claim(session, key, self.origin, now)) is not None:
                    return Done(stored)
                done = self._limited(session)
                replies.store_and_commit(session, key, done.stored)
                return done
        except errors.RpcError as error:
            if error.errno not in errors.NOT_EXECUTED:
                self._keep_refusal(key, now, _refusal(error))
            raise

    def _keep_refusal(self, key: bytes, now: int, refusal: replies.Stored) -> None:
        """Store a refusal in a transaction of its own, because that of the call was rolled back."""
        with self.database.transaction() as session:
            if replies.claim(session, key, self.origin, now) is None:
                replies.store_and_commit(session, key, refusal)

    def _limited(self, session: Session, alone: Call | None = None) -> Done:
        if self.origin.limited:
            raise errors.TooFast(self.origin.limited)
        ctx = self._ctx(session)
        ctx.alone = alone
        if self.rpc.internal or not (self.shown.texts or self.shown.pictures):
            return run(self.function, ctx)
        return run(self._moderated, ctx)

    def _moderated(self, ctx: Ctx) -> Any:
        texts, why = self._judged(ctx.db)
        if why and ctx.alone:
            raise _MoreStatements
        result = self.function(ctx, **moderation.arguments(texts))
        if why:
            ctx.db.flush()
            made = moderation.made(ctx.uid, self.function.keywords.get("gid"), result)
            moderation.review(ctx.db, ctx.uid, *made, ctx.now, why)
        return result

    def _judged(self, session: Session) -> moderation.Passed:
        if self.judged is None:
            try:
                self.judged = moderation.passed(session, self.shown)
            except errors.ContentRefused as error:
                self.judged = error
        if isinstance(self.judged, errors.ContentRefused):
            raise self.judged
        return self.judged

    def _ctx(self, session: Session) -> Ctx:
        ctx = Ctx(session, self.origin, int(self.clock()))
        if self.found is not None and self.found.connection is db.connection_of(session):
            ctx.found = self.found.what
        return ctx

    def _afterwards(self, first: Done, ctx: Ctx) -> Done:
        """Ask the other company and record its answer; if that fails, the first reply is sent."""
        try:
            stored, last = self._after_commit(ctx)
        except Exception:  # noqa: BLE001 - the change itself is committed and must be answered
            log.exception("answer not recorded", func=self.rpc.name, uid=self.origin.uid)
            return first
        ctx.items += last.items
        ctx.effects += last.effects
        ctx.followups += last.followups
        return Done(stored, ctx)

    def _after_commit(self, first: Ctx) -> tuple[replies.Stored, Ctx]:
        assert first.after_commit
        # The question must be stored before it is asked, so that it is known after a crash.
        db.flush()
        answer, record = first.after_commit.ask(), first.after_commit.record
        with self.database.transaction() as session:
            ctx = self._ctx(session)
            done = run(lambda ctx: record(ctx, answer), ctx)
            if self.key is not None:
                replies.store_and_commit(session, self.key, done.stored)
            return done.stored, ctx

    def _incident(self) -> errors.Internal:
        incident = task_id(self.origin)
        log.exception("call failed", func=self.rpc.name, uid=self.origin.uid, request=incident)
        return errors.Internal(incident)


def run(function: Callable[[Ctx], Any], ctx: Ctx) -> Done:
    """Run a function in the session of `ctx` and encode its result; raises RpcError."""
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
        return Done(_refusal(error), ctx)
    ctx.db.flush()
    encoded = EMPTY if result is None else msgspec.json.encode(result)
    return Done(replies.Stored(errors.OK, errors.OK_TEXT, encoded), ctx)
