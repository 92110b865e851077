"""Periodic jobs log only runs that did something."""

from __future__ import annotations

import logging

import pytest
from structlog.testing import capture_logs

import tasks.jobs.sessions  # noqa: F401 - declares the job
from tasks import app

STARTED = ("celery.worker.strategy", "Task %(name)s[%(id)s] received")
ENDED = ("celery.app.trace", "Task %(name)s[%(id)s] succeeded")
JOB, CALL = "jobs.sessions.expire", "user.info"


def passes(logger: str, message: str, args: object, level: int = logging.INFO) -> bool:
    record = logging.LogRecord(logger, level, "", 0, message, (args,), None)
    return bool(logging.getLogger(logger).filter(record))


@pytest.fixture(params=[logging.INFO, logging.DEBUG])
def level(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> int:
    chosen: int = request.param
    for logger in (STARTED[0], ENDED[0], "celery.beat"):
        caplog.set_level(chosen, logger)
    return chosen


def test_celery_tells_of_each_run_at_debug_only(level: int) -> None:
    for logger, message in (STARTED, ENDED):
        assert passes(logger, message, {"name": JOB, "id": "1"}) == (level == logging.DEBUG)
        assert passes(logger, message, {"name": CALL, "id": "1"})
        assert passes(logger, message, {"name": JOB, "id": "1"}, logging.ERROR)
    record = logging.LogRecord(
        "celery.beat", logging.INFO, "", 0, "Scheduler: Sending due task %s (%s)", ("a", JOB), None
    )
    found = logging.getLogger("celery.beat").filter(record)
    assert bool(found) == (level == logging.DEBUG)
    assert record.levelno == logging.DEBUG
    assert passes("celery.beat", "beat: Starting...", None)


@pytest.mark.parametrize(("rows", "lines"), [(0, []), (7, [("job done", 7)])])
def test_a_run_is_logged_when_it_did_something(monkeypatch, redis_client, rows, lines):
    task = app.tasks[JOB]
    monkeypatch.setattr(task, "_work", lambda lease: rows)
    with capture_logs() as logs:
        task.run()
    assert [(one["event"], one.get("rows")) for one in logs] == lines
    assert redis_client.hget("jobs:sessions.expire", "runs") == "1"
