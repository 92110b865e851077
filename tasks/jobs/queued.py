"""Follow-ups of a change: stored in the outbox with it, done at least once, then deleted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from celery import Task

from log import log
from models import Outbox, db
from push.deliver import Mail
from tasks import app
from tasks.rpc import followups
from tasks.rpc.celery_task import queue_followup
from tasks.rpc.context import AfterCommit, Ctx
from tasks.rpc.redis import servers
from telemetry import traces
from wire import bus
from wire.calls import Origin

NOBODY = Origin(front="", call=0, conn="", uid=0, sid=0, legacy=False, at=0.0, cdata="")


class GiveUp(Exception):
    """The job can never succeed; it is dropped with a log line and not tried again."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How often a job is tried, and the seconds before the second try; they double each time."""

    tries: int
    backoff: int

    def due(self, tries: int, now: int) -> int | None:
        """When to try again after so many tries; None = never."""
        return None if tries >= self.tries else now + self.backoff * 2 ** (tries - 1)


def job(
    *, queue: str = "slow", tries: int = 3, backoff: int = 20
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make `function(ctx, **arguments)` the job jobs.<module>.<name>, which `ctx.later` queues.

    It runs in one transaction that also deletes its outbox row, so its changes are made once; what
    it sends to other companies may be repeated after a crash.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        name = f"{function.__module__.removeprefix('tasks.')}.{function.__name__}"
        policy = Policy(tries, backoff)
        followups.jobs[name] = function
        attributes = {"name": name, "queue_name": queue, "function": staticmethod(function)}
        task = type(name, (OutboxTask,), {**attributes, "policy": policy})
        app.register_task(task())
        return function

    return register


class OutboxTask(Task):
    """Does the stored job with an id, unless another worker does or did it."""

    abstract = True
    ignore_result = True
    function: Callable[..., None]
    policy: Policy

    def run(self, outbox_id: int) -> None:
        if not (traceparent := self.request.get("traceparent")):
            self._run(outbox_id)
            return
        with traces.working(traceparent, self.name, self.queue_name):
            self._run(outbox_id)

    def _run(self, outbox_id: int) -> None:
        ctx = self._attempt(outbox_id)
        if ctx is None:
            return
        try:
            finish(ctx)
        except Exception:  # noqa: BLE001 - the job is committed: nothing of it can be rolled back
            # A job that needs the answer has stored a further job that asks again.
            log.exception("answer not recorded", job=self.name, outbox_id=outbox_id)

    def _attempt(self, outbox_id: int) -> Ctx | None:
        try:
            with db.transaction() as session:
                # Deleted before it runs, so that a job that takes over other rows does not find its
                # own.
                if (arguments := Outbox.take_out(session, outbox_id)) is None:
                    return None
                ctx = Ctx(session, NOBODY, int(time.time()))
                self.function(ctx, **arguments)
                return ctx
        except GiveUp as error:
            log.warning("job given up", job=self.name, outbox_id=outbox_id, reason=str(error))
            _drop(outbox_id)
        except Exception:  # noqa: BLE001 - after any error the job is due again later
            log.exception("job failed", job=self.name, outbox_id=outbox_id)
            self._postpone(outbox_id)
        return None

    def _postpone(self, outbox_id: int) -> None:
        with db.transaction() as session:
            if (row := Outbox.take(session, outbox_id)) is None:
                return
            row.tries += 1
            due = self.policy.due(row.tries, int(time.time()))
            if due is None:
                log.error("job dropped", job=self.name, outbox_id=outbox_id, tries=row.tries)
                session.delete(row)
            else:
                row.due = due


def _drop(outbox_id: int) -> None:
    with db.transaction() as session:
        Outbox.take_out(session, outbox_id)


def finish(ctx: Ctx) -> None:
    """After the commit: pushes, then follow-up jobs, then what `ctx.afterwards` wants.

    Each is also done when one before it fails because Redis or the broker is away. Raises what a
    step of `ctx.afterwards` raises.
    """
    if ctx.items:
        _push(ctx.items)
    for name, outbox_id in ctx.followups:
        queue_followup(name, outbox_id)
    if ctx.after_commit is not None:
        record(ctx.after_commit, ctx.after_commit.ask())


def record(step: AfterCommit, answer: Any) -> None:
    """Record the answer to an after-commit step, in a transaction of its own."""
    with db.transaction() as session:
        ctx = Ctx(session, NOBODY, int(time.time()))
        step.record(ctx, answer)
    finish(ctx)


def _push(items: Sequence[bus.Message]) -> None:
    traces.mark(one for one in items if isinstance(one, bus.Push))
    mail = Mail(db.newest())
    for item in items:
        mail.push(item)
    mail.send(servers())
