"""What a report to Sentry says, and what it never says."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import sentry_sdk
import structlog

from telemetry import reports
from tests.fixtures.settings import Setter
from tests.fixtures.telemetry import Received

SECRET = "13912345678"


@pytest.fixture
def reporter(received: Received, configure: Setter) -> Iterator[logging.Logger]:
    """A logger whose records are reported."""
    configure("telemetry", sentry_dsn=received.dsn)
    before = sentry_sdk.get_global_scope().client
    root = logging.getLogger()
    handlers = root.handlers[:]
    reports.start("worker")
    received.events.clear()
    received.bodies.clear()
    yield logging.getLogger("backend")
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(before)
    root.handlers[:] = handlers


def fail(secret: str) -> None:
    """An exception with a secret, caused by one with a secret."""
    nothing: dict[str, str] = {}
    try:
        nothing[secret]
    except KeyError as error:
        raise ValueError(f"not with {secret}") from error


def test_a_report_tells_where_and_not_what(reporter: logging.Logger, received: Received) -> None:
    said = {"event": "call failed", "func": "user.info2", "request": "a-1", "phone": SECRET}
    sentry_sdk.add_breadcrumb(message=SECRET)
    sentry_sdk.set_user({"id": SECRET})
    sentry_sdk.set_context("call", {"parm": SECRET})
    try:
        fail(SECRET)
    except ValueError:
        reporter.error(said | {"exc_info": True})
        reporter.exception("failed with %s", SECRET)
    reports.stop()
    ours, foreign = received.events
    assert ours["logentry"] == {"message": "call failed"}
    assert ours["tags"] == {"process": "worker", "func": "user.info2", "request": "a-1"}
    for event in (ours, foreign):
        values = event["exception"]["values"]
        assert [(one["type"], one["value"]) for one in values] == [
            ("KeyError", "KeyError"),
            ("ValueError", "ValueError"),
        ]
        (frame, *_) = values[0]["stacktrace"]["frames"]
        assert (frame["function"], "vars" in frame) == ("fail", False)
    assert SECRET not in json.dumps(received.events)


def test_what_is_no_exception_is_no_report(reporter: logging.Logger, received: Received) -> None:
    reporter.error({"event": "redis lost"})
    reporter.error("as bad as this", exc_info=True)
    reports.stop()
    assert received.events == []


def test_a_storm_of_errors_is_not_a_storm_of_reports(
    reporter: logging.Logger, received: Received
) -> None:
    try:
        fail(SECRET)
    except ValueError as error:
        for _ in range(1000):
            reporter.error({"event": "call failed", "exc_info": error})
    reports.stop()
    assert 1 <= len(received.events) <= reports.BURST + 5


def test_what_structlog_logs_arrives_so(reporter: logging.Logger, received: Received) -> None:
    """As `log.configure` has it, with the exception in the line."""
    wrap = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
    logger = structlog.wrap_logger(
        reporter, processors=[wrap], wrapper_class=structlog.stdlib.BoundLogger
    )
    try:
        fail(SECRET)
    except ValueError:
        logger.exception("job failed", job="jobs.x.y", row=SECRET)
    reports.stop()
    (event,) = received.events
    assert event["tags"] == {"process": "worker", "job": "jobs.x.y"}


def test_what_ends_a_process_is_reported(received: Received) -> None:
    """As in a release whose migration fails."""
    program = f"import telemetry; telemetry.start('release'); {{}}['{SECRET}']"
    environment = os.environ | {"SENTRY_DSN": received.dsn}
    done = subprocess.run([sys.executable, "-c", program], env=environment, timeout=60, check=False)
    assert done.returncode == 1
    found = [one for one in received.events if one["tags"]["process"] == "release"]
    assert [one["exception"]["values"][0]["type"] for one in found] == ["KeyError"]
    assert SECRET not in json.dumps(found)
