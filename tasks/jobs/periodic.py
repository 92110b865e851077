"""Jobs that beat starts; celeryconfig.py holds the timetable."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from celery import Task
from redis.exceptions import LockNotOwnedError, RedisError
from redis.lock import Lock

from log import log
from models import db
from tasks import app
from tasks.jobs.queued import NOBODY, finish
from tasks.rpc.context import Ctx
from tasks.rpc.redis import client

BATCH = 1000
"""Rows a periodic job handles in one transaction, at most."""
LEASE_SECONDS = 60


_NAMES: set[str] = set()
"""The names of the periodic jobs."""


def _as_debug(record: logging.LogRecord) -> bool:
    """Log Celery's own lines about runs of periodic jobs at DEBUG only.

    Most runs find nothing to do; a run that did something is logged here.
    """
    said = record.args
    name = said.get("name") if isinstance(said, dict) else None
    if record.levelno != logging.INFO or (name is not None and name not in _NAMES):
        return True
    if name is None and not str(record.msg).startswith("Scheduler: Sending due task"):
        return True
    record.levelno, record.levelname = logging.DEBUG, "DEBUG"
    return logging.getLogger(record.name).isEnabledFor(logging.DEBUG)


for _logger in ("celery.worker.strategy", "celery.app.trace", "celery.beat", "redbeat.schedulers"):
    logging.getLogger(_logger).addFilter(_as_debug)


class Stop(Exception):
    """Nothing more can be done in this run; it counts as failed, the next one tries again."""

    def __init__(self, reason: str, rows: int = 0) -> None:
        super().__init__(reason)
        self.rows = rows


def periodic(function: Callable[[Ctx], int], *, batch: int = BATCH) -> Callable[[Ctx], int]:
    """Make `function(ctx) -> rows handled` a task that beat can start.

    It runs on one worker at a time, in transactions of at most `batch` rows, until a batch comes
    back smaller. A crash rolls back the present transaction; the next run does its work again.
    """
    register(PeriodicTask, function, function=staticmethod(function), batch=batch)
    return function


def register(kind: type[PeriodicTask], of: Callable[..., int], **attributes: Any) -> None:
    """Make a task jobs.<module>.<function> of a kind of periodic task, with these attributes."""
    name = f"{of.__module__.removeprefix('tasks.')}.{of.__name__}"
    _NAMES.add(name)
    app.register_task(type(name, (kind,), {"name": name, **attributes})())


class PeriodicTask(Task):
    """One run, counted in Redis for /metrics.

    `jobs:<name>` has runs, rows, failures, seconds, and when the last run ended.
    """

    abstract = True
    ignore_result = True
    queue_name = "slow"
    periodic = True
    send_events = False
    Request = "tasks.rpc.celery_events:PeriodicRequest"
    function: Callable[[Ctx], int]
    batch: int

    def run(self) -> int | None:
        """The rows it handled, None when another worker does it."""
        lease = client().lock(f"lease:{self.name}", timeout=LEASE_SECONDS, blocking=False)
        try:
            if lease.acquire():
                return self._run(lease)
        except RedisError as error:
            log.warning("job not run", job=self.name, error=error)
        return None

    def _run(self, lease: Lock) -> int:
        started, rows, failed = time.monotonic(), 0, 1
        try:
            rows = self._work(lease)
            failed = 0
        except Stop as error:
            rows = error.rows
            log.warning("job stopped", job=self.name, reason=str(error))
        except LockNotOwnedError:
            log.warning("job stopped", job=self.name, reason="another worker does it by now")
        finally:
            with suppress(RedisError):  # the lease ends by itself
                lease.release()
            seconds = time.monotonic() - started
            if rows:
                log.info("job done", job=self.name, rows=rows, seconds=round(seconds, 3))
            self._count(rows, failed, seconds)
        return rows

    def _work(self, lease: Lock) -> int:
        total, rows = 0, self.batch
        while rows >= self.batch:
            with db.transaction() as session:
                ctx = Ctx(session, NOBODY, int(time.time()))
                rows = self.function(ctx)
            finish(ctx)
            lease.reacquire()
            total += rows
        return total

    def _count(self, rows: int, failed: int, seconds: float) -> None:
        try:
            with client().pipeline(transaction=False) as pipeline:
                key = f"jobs:{self.name.removeprefix('jobs.')}"
                pipeline.sadd("jobs", self.name.removeprefix("jobs."))
                pipeline.hincrby(key, "runs", 1)
                pipeline.hincrby(key, "rows", rows)
                pipeline.hincrby(key, "failures", failed)
                pipeline.hincrbyfloat(key, "seconds", seconds)
                pipeline.hset(key, "last", int(time.time()))
                pipeline.execute()
        except RedisError as error:
            log.warning("job run not counted", job=self.name, error=error)
