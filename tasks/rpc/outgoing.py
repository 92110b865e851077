"""Sending replies, pushes and follow-ups.

With the batching broker and pool solo they are collected until the broker's next trip. Before that
trip one flush makes sure that what their calls have committed is on disk; then they are sent with
it, replies to the same gateway in one message, and pushes by one script. When the broker is not in
the Redis of REDIS_URL, where gateways listen, replies and pushes are sent there at the same time.
With other brokers and pools everything is sent at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

import broker
from log import log
from models import db
from models.replica import REPLICA
from push import deliver
from tasks import app
from tasks.rpc.redis import client
from wire import bus, errors, frames
from wire.calls import job_message

if TYPE_CHECKING:
    from tasks.rpc.pipeline import Outcome

_durable: list[Outcome] = []
_committed: list[Outcome] = []
"""Outcomes that wait for a flush."""
_unsent: list[deliver.Command] = []
"""Commands that REDIS_URL did not take, for the next trip. Clients ignore a repeated push."""
MOST_UNSENT = 1000
"""A command holds what was collected for a trip: some calls' replies, or their pushes."""


def send(outcome: Outcome) -> None:
    """Send a call's reply and pushes now. Raises RedisError."""
    deliver.send(client(), _published(_flushed([outcome])))


def collect(outcome: Outcome) -> None:
    """Send a call's reply, pushes and follow-ups with the broker's next trip."""
    (_committed if db.unflushed() else _durable).append(outcome)


def piggybacked() -> list[deliver.Command]:
    """The commands for the broker's next trip: all replies, then all pushes, then all jobs."""
    done = _collected()
    return [*_published(done), *_queued(done)]


def apart() -> list[deliver.Command]:
    """Send replies and pushes to REDIS_URL; return the commands of jobs, for the broker's trip."""
    done = _collected()
    wanted = [*_unsent, *_published(done)]
    try:
        if wanted:
            deliver.send(client(), wanted)
        _unsent.clear()
    except RedisError as error:
        _unsent[:] = wanted[-MOST_UNSENT:]
        log.error("replies not published", commands=len(wanted), error=error)
    return _queued(done)


def attach(*, piggyback: bool) -> None:
    """Send what is collected whenever the broker makes a trip: with it, or to REDIS_URL."""
    wanted, other = (piggybacked, apart) if piggyback else (apart, piggybacked)
    if other in broker.piggyback:
        broker.piggyback.remove(other)
    if wanted not in broker.piggyback:
        broker.piggyback.append(wanted)


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


def _published(done: list[Outcome]) -> list[deliver.Command]:
    replies: dict[str, list[bytes]] = {}
    pushes: list[bus.Message] = []
    lsn = db.position()
    for outcome in done:
        if outcome.reply.source != REPLICA:
            outcome.reply.lsn = lsn
        if outcome.work is not None:
            outcome.work.leave(one for one in outcome.items if isinstance(one, bus.Push))
        back, out = deliver.split(outcome.items)
        items = replies.setdefault(outcome.front, [])
        items.extend(bus.encode(item) for item in (outcome.reply, *back))
        pushes.extend(out)
    backs = (deliver.back(front, items) for front, items in replies.items())
    return [*backs, *deliver.commands(pushes, lsn)]


def _queued(done: list[Outcome]) -> list[deliver.Command]:
    """Follow-up jobs, as apply_async would queue them."""
    return [
        _job(job, outbox_id, outcome.work.traceparent if outcome.work else "")
        for outcome in done
        for job, outbox_id in outcome.followups
    ]


def _job(name: str, outbox_id: int, traceparent: str) -> deliver.Command:
    queue, id_ = app.tasks[name].queue_name, f"outbox-{outbox_id}"
    return ("LPUSH", queue, job_message(name, queue, id_, outbox_id, traceparent=traceparent))
