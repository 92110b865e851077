"""Running calls directly from the batch, without Celery's request and trace code.

That code costs more than most calls do. What is kept: one Celery message per call, revocation,
expiry, the success callback, the worker's counters, the events Flower shows, and the signals
task_prerun, task_postrun and task_failure (docs/decisions/0010 says what is left out). With another
pool or another broker Celery's own strategy does the work.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from celery.worker import state
from celery.worker.strategy import default

import broker
from models import db
from tasks.rpc import listeners, outgoing, together
from tasks.rpc.celery_events import Events
from tasks.rpc.pipeline import Outcome, traced_answer
from tasks.rpc.redis import servers
from tasks.rpc.together import Together
from wire import common_time
from wire.calls import LAST_START_SECONDS, Origin, shown_arguments


class Inline:
    """Runs the messages of one task."""

    def __init__(self, task: Any, events: Events) -> None:
        self._task, self._events = task, events
        self._together = Together(task.rpc) if task.rpc.together else None

    def __call__(self, id_: str, body: str, traceparent: str = "") -> None:
        """Run one call; every failure of it is in its reply.

        Raises broker.Unreadable for a message that holds no call.
        """
        args, origin = together.read(body)
        started = common_time.now()
        if started > origin.at + LAST_START_SECONDS or id_ in state.revoked:
            self._drop(id_, started)
            return
        work = partial(self._answer, id_, args, origin, traceparent)
        outcome = listeners.run(self._task, id_, args, work)
        name = self._task.name
        state.total_count[name] += 1
        state.all_total_count[0] += 1
        if self._events.wanted:
            self._events.ended(id_, name, shown_arguments(args[0], origin), started, outcome)

    def _answer(
        self, id_: str, args: tuple[str, list[Any]], origin: Origin, traceparent: str
    ) -> Outcome:
        found = None
        if self._together is not None and not traceparent:
            found = self._together.find(id_, args[0], origin)
        with db.sharing_flushes(broker.more_waits):
            outcome = traced_answer(self._task.rpc, args[0], origin, traceparent, found)
        self._task.on_success(outcome, id_, args, {})
        return outcome

    def _drop(self, id_: str, now: float) -> None:
        if self._events.wanted:
            self._events.dropped(id_, now)


_events: list[Events] = []


def strategy(task: Any, app: Any, consumer: Any) -> Any:
    """Celery's hook for the handling of a task's messages; called again after each reconnect."""
    if broker.inline():
        if not _events or _events[0].connection is not consumer.connection:
            _attach(app, consumer)
        broker.direct[task.name] = Inline(task, _events[0])
    return default(task, app, consumer)


def _attach(app: Any, consumer: Any) -> None:
    for former in _events:
        broker.piggyback.remove(former.collected)
    _events[:] = [Events(app, consumer)]
    broker.piggyback.append(_events[0].collected)
    outgoing.attach(servers().which(consumer.connection.default_channel.client))
