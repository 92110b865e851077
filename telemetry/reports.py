"""Reports to Sentry: of what was logged with an exception, and of what ended a process.

Metrics and alarms tell of outages. Reported here is an exception that nobody expected, in a call
(errno 7) as well as in a job, a page or the gateway itself.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from sentry_sdk.utils import event_from_exception

from log import Raised, told
from settings import settings

STOP_SECONDS = 2
BURST, PER_SECOND = 20, 0.5
"""How many reports a process makes at once, and in the long run: one costs some milliseconds."""
SHOWN = ("func", "job", "queue", "request")
"""What a log line says of a call or job that a report says, too. Nothing that a client sent."""
KEPT = frozenset(
    (
        *("event_id", "timestamp", "level", "platform", "logger", "logentry", "tags", "exception"),
        *("threads", "server_name", "environment", "release", "sdk"),
    )
)
"""Of a report. Requests, users, arguments and breadcrumbs never leave, nor what an SDK may add."""


class Quota:
    """So many at once, and so many a second afterwards."""

    def __init__(self, burst: float, per_second: float) -> None:
        self._burst, self._rate = burst, per_second
        self._left, self._at = burst, time.monotonic()

    def take(self) -> bool:
        """Whether one more is within it."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Reporter(logging.Handler):
    """Reports records with an exception."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._quota = Quota(BURST, PER_SECOND)

    def emit(self, record: logging.LogRecord) -> None:
        said: dict[str, Any] = record.msg if isinstance(record.msg, dict) else {}
        raised = _raised(said.get("exc_info") or record.exc_info)
        if raised is None or not self._quota.take():
            return
        options = sentry_sdk.get_client().options
        how = {"type": "logging", "handled": True}
        event, hint = event_from_exception(raised, client_options=options, mechanism=how)
        event["level"] = "error"
        event["logger"] = record.name
        event["tags"] = {name: str(said[name]) for name in SHOWN if name in said}
        if said:  # a text of our own, never one of a library, which may hold anything
            event["logentry"] = {"message": str(said["event"])}
        sentry_sdk.capture_event(event, hint=hint)


def _raised(given: Any) -> Raised | None:
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    if isinstance(given, tuple):
        return given if given[1] is not None else None
    if not given or (error := sys.exception()) is None:
        return None
    return type(error), error, error.__traceback__


def scrubbed(event: Any, hint: dict[str, Any]) -> Any:
    """A report without anything that a client may have sent, above all texts of exceptions."""
    kept = {name: event[name] for name in KEPT if name in event}
    texts = _texts(hint.get("exc_info"))
    for value in kept.get("exception", {}).get("values", ()):
        value["value"] = texts.get(value.get("type"), "")
    return kept


def _texts(raised: Raised | None) -> dict[str, str]:
    """What may be said of an exception and of those that led to it, by their types' names."""
    found: dict[str, str] = {}
    error = raised[1] if raised else None
    while error is not None and type(error).__name__ not in found:
        found[type(error).__name__] = told(error)
        error = error.__cause__ or error.__context__
    return found


def start(process: str) -> None:
    """Report from now on; `process`: a tag of all reports."""
    sentry_sdk.init(
        dsn=settings.telemetry.sentry_dsn,
        before_send=scrubbed,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            ExcepthookIntegration(),
            ThreadingIntegration(propagate_scope=False),
            AtexitIntegration(callback=lambda _pending, _timeout: None),
        ],
        include_local_variables=False,
        auto_session_tracking=False,
        max_breadcrumbs=0,
        shutdown_timeout=STOP_SECONDS,
    )
    sentry_sdk.get_global_scope().set_tag("process", process)
    logging.getLogger().addHandler(Reporter())


def stop() -> None:
    """Send what is left."""
    sentry_sdk.flush(STOP_SECONDS)
