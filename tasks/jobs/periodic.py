"""Jobs that beat starts; celeryconfig.py holds the timetable."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from celery import Task
from redis.exceptions import RedisError

from log import log
from models import db
from tasks import app
from tasks.jobs.queued import NOBODY, finish
from tasks.rpc.context import Ctx
from tasks.rpc.redis import client

BATCH = 1000
"""Rows a periodic job handles in one transaction, at most."""
LEASE_SECONDS = 60

_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


class Stop(Exception):
    """Nothing more can be done in this run; it counts as failed, the next one tries again."""


def periodic(function: Callable[[Ctx], int], *, batch: int = BATCH) -> Callable[[Ctx], int]:
    """Make `function(ctx) -> rows handled` a task that beat can start.

    It runs on one worker at a time, in transactions of at most `batch` rows, until a batch comes
    back smaller. A crash loses the batch in progress; the next run does it again.
    """
    name = f"{function.__module__.removeprefix('tasks.')}.{function.__name__}"
    attributes = {"name": name, "function": staticmethod(function), "batch": batch}
    app.register_task(type(name, (PeriodicTask,), attributes)())
    return function


class PeriodicTask(Task):
    """One run, counted in Redis for /metrics: `jobs:<name>` has runs, rows, failures, seconds."""

    abstract = True
    ignore_result = True
    lane = "slow"
    function: Callable[[Ctx], int]
    batch: int

    def run(self) -> None:
        lease, owner = f"lease:{self.name}", secrets.token_hex(8)
        if not client().set(lease, owner, nx=True, ex=LEASE_SECONDS):
            return
        started, rows, failed = time.monotonic(), 0, 0
        try:
            rows = self._batches(lease)
        except Stop as error:
            failed = 1
            log.warning("job stopped", job=self.name, reason=str(error))
        except Exception:
            failed = 1
            raise
        finally:
            client().eval(_RELEASE, 1, lease, owner)
            self._count(rows, failed, time.monotonic() - started)

    def _batches(self, lease: str) -> int:
        total, rows = 0, self.batch
        while rows >= self.batch:
            with db.transaction() as session:
                ctx = Ctx(session, NOBODY, int(time.time()))
                rows = self.function(ctx)
            finish(ctx)
            client().expire(lease, LEASE_SECONDS)
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
                pipeline.execute()
        except RedisError as error:
            log.warning("job run not counted", job=self.name, error=str(error))
