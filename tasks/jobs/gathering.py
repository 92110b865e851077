"""One run for what comes close together: a job costs far more than what it does for one row."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Any

from celery.worker.strategy import default
from kombu.exceptions import DecodeError


class Gathering:
    """The runs of one job in this process. The first waits a moment, and does what came meanwhile.

    What comes to a run that waits counts as done for the queue. If the process ends before the run
    is over, the outbox still has it, and it is queued again when it is due.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._waiting: list[int] | None = None

    def add(self, outbox_id: int) -> bool:
        """Leave a job to the run that waits; False when none does."""
        with self._lock:
            if self._waiting is not None:
                self._waiting.append(outbox_id)
            return self._waiting is not None

    def join(self, outbox_id: int) -> list[int]:
        """The outbox ids that the caller is to do; none when it is left to the run that waits."""
        with self._lock:
            if self._waiting is not None:
                self._waiting.append(outbox_id)
                return []
            mine = self._waiting = [outbox_id]
        # Where the main thread runs jobs (pools solo and prefork), nothing can come meanwhile.
        if threading.current_thread() is not threading.main_thread():
            time.sleep(self._seconds)
        with self._lock:
            self._waiting = None
        return mine


STRATEGY = "tasks.jobs.gathering:strategy"


def strategy(task: Any, app: Any, consumer: Any) -> Any:
    """Celery's hook for the messages of a task: what is left to a run that waits needs no thread.

    Flower shows the run, and not what was left to it.
    """
    usual = default(task, app, consumer)

    def handle(message: Any, body: Any, ack: Any, *rest: Any, **options: Any) -> None:
        with suppress(DecodeError, LookupError, TypeError, ValueError):
            (outbox_id,) = message.payload[0]
            if task.gathering.add(outbox_id):
                ack()
                return
        usual(message, body, ack, *rest, **options)

    return handle
