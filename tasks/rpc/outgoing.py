"""Sending replies, pushes and follow-ups.

With the batching broker and pool solo they are collected until the broker's next trip. Before that
trip one flush makes sure that what their calls have committed is on disk; then they are sent,
replies to the same gateway in one message, and pushes by one script: with the trip where it leads
to a server of REDIS_URL, where gateways listen, and to the others at the same time. With other
brokers and pools everything is sent at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

import broker
from log import log
from models import db
from models.replica import REPLICA
from push import deliver
from push.deliver import Mail, send_by_any
from push.servers import Command
from tasks import app
from tasks.rpc.redis import servers
from wire import bus, errors, frames
from wire.calls import job_message

if TYPE_CHECKING:
    from tasks.rpc.pipeline import Outcome

_durable: list[Outcome] = []
_committed: list[Outcome] = []
"""Outcomes that wait for a flush."""
_unsent: list[Command] = []
"""Commands that no server took, for the next trip. Clients ignore a repeated push."""
MOST_UNSENT = 1000
"""A command holds what was collected for a trip: some calls' replies, or their pushes."""
_piggyback: int | None = None
"""The server of REDIS_URL where the broker is; None when it is elsewhere."""


def send(outcome: Outcome) -> None:
    """Send a call's reply and pushes now, if Redis takes them."""
    _mail(_flushed([outcome])).send(servers())


def collect(outcome: Outcome) -> None:
    """Send a call's reply, pushes and follow-ups with the broker's next trip."""
    (_committed if db.unflushed() else _durable).append(outcome)


def due() -> list[Command]:
    """Send what was collected; returns the commands for the broker's trip.

    These are all replies and then all pushes for the server where the broker is, then all jobs.
    """
    done = _collected()
    wanted, left = _mail(done).send(servers(), _piggyback)
    _unsent[:] = [*send_by_any(servers(), _unsent), *left][-MOST_UNSENT:]
    return [*wanted, *_queued(done)]


def attach(piggyback: int | None) -> None:
    """Send what is collected whenever the broker makes a trip: with it to server `piggyback`."""
    global _piggyback  # noqa: PLW0603 - a process has one broker
    _piggyback = piggyback
    if due not in broker.piggyback:
        broker.piggyback.append(due)


def _collected() -> list[Outcome]:
    """The collected calls, which are on disk now, or answered errno 5."""
    done = [*_durable, *_flushed(_committed)]
    _durable.clear()
    _committed.clear()
    return done


def _flushed(done: list[Outcome]) -> list[Outcome]:
    try:
        db.flush()
    except (db.Lost, DBAPIError) as error:
        log.error("commits not brought to disk", calls=len(done), error=error)
        return [_refused(one) for one in done]
    return done


def _refused(outcome: Outcome) -> Outcome:
    """The commit may be lost: a resend gets the stored reply, or runs."""
    error = errors.Busy(errors.Busy.no_database)
    frame = frames.refusal(error, outcome.origin.cdata.encode())
    wait, run = outcome.reply.wait, outcome.reply.run
    reply = bus.Reply(outcome.reply.call, error.errno, frame, wait, run)
    return type(outcome)(outcome.origin, reply)


def _mail(done: list[Outcome]) -> Mail:
    lsn = db.position()
    mail = Mail(lsn)
    for outcome in done:
        if outcome.reply.source != REPLICA:
            outcome.reply.lsn = lsn
        if outcome.work is not None:
            outcome.work.leave(one for one in outcome.items if isinstance(one, bus.Push))
        back, out = deliver.split(outcome.items)
        mail.reply(outcome.origin, map(bus.encode, (outcome.reply, *back)))
        for item in out:
            mail.push(item)
    return mail


def _queued(done: list[Outcome]) -> list[Command]:
    """Follow-up jobs, as apply_async would queue them."""
    return [
        _job(job, outbox_id, outcome.work.traceparent if outcome.work else "")
        for outcome in done
        for job, outbox_id in outcome.followups
    ]


def _job(name: str, outbox_id: int, traceparent: str) -> Command:
    queue, id_ = app.tasks[name].queue_name, f"outbox-{outbox_id}"
    return ("LPUSH", queue, job_message(name, queue, id_, outbox_id, traceparent=traceparent))
