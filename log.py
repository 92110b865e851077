"""Structured logs: one JSON object a line, or readable lines (LOG_FORMAT). Secrets never get here.

The texts of exceptions often hold what a client sent (a name, a phone, a whole command). Outside
DEBUG a log therefore says only of which kind an exception is, where it was raised, and what a
server or the system calls it. Give `log` the exception itself: `log.error("...", error=error)`.

What is logged while a worker runs a call has the call's id as `request`: the same as in the text of
errno 7, in the gateway's lines and in Flower.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from traceback import format_tb
from types import TracebackType
from typing import Any

import structlog

from settings import settings

log: structlog.stdlib.BoundLogger = structlog.get_logger("backend")

request: ContextVar[str] = ContextVar("request")
"""Id of the call that runs here. A variable of its own: structlog's would cost each call more."""

Raised = tuple[type[BaseException], BaseException, TracebackType | None]
SERVERS = ("redis.", "hiredis", "kombu.", "psycopg2")
"""Libraries whose exceptions have the server's message, once what was sent is removed."""
_SENT = re.compile(r"^Command # .* of pipeline caused error: |, with args .*|\n.*", re.DOTALL)


def told(error: BaseException) -> str:
    """What may be logged of an exception: its kind, and its name by a server or the system."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    words = _words(getattr(error, "orig", None) or error)
    return f"{name}: {words}" if words else name


def _words(error: Any) -> str:
    if getattr(error, "pgcode", None):
        return f"{error.pgcode} {error.diag.constraint_name or ''}".strip()
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return _SENT.sub("", str(error)) if type(error).__module__.startswith(SERVERS) else ""


def traceback(exc_info: Raised) -> str:
    """The places where an exception and those before it were raised, the newest first."""
    parts: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        parts.append("".join(format_tb(error.__traceback__)) + told(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\n... raised while handling:\n\n".join(parts)


def _tell_errors(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    say = str if settings.service.debug else told
    for name, value in event.items():
        if isinstance(value, BaseException) and name != "exc_info":
            event[name] = say(value)
    return event


def _name_request(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if (id_ := request.get(None)) is not None:
        event.setdefault("request", id_)
    return event


class _Discreet(logging.Filter):
    """Removes the texts of exceptions, and addresses with queries, from what libraries log."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_text, record.args))
        elif isinstance(record.args, dict) and error is not None:
            record.args = record.args | {"exc": told(error)}  # Celery's, of a task
        if error is not None and isinstance(record.msg, str):
            # asyncio goes on with the task, Tornado with the request.
            record.msg = re.split(r"[\n?]", record.getMessage(), maxsplit=1)[0]
            record.args = ()
        return True


def _without_text(value: object) -> object:
    return told(value) if isinstance(value, BaseException) else value


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _name_request,
    _tell_errors,
]


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())


def configure(process: str) -> None:
    """Send our own and the libraries' records to stdout in one form; `process` names the role."""
    debug = settings.service.debug
    traced = structlog.processors.ExceptionRenderer(traceback)
    handler = logging.StreamHandler(sys.stdout)
    if debug:
        traced = structlog.processors.format_exc_info
    else:
        handler.addFilter(_Discreet())
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                traced,
                _renderer(settings.service.log_format or ("text" if debug else "json")),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.service.log_level, force=True)
    # Celery's pool would show the arguments of every task.
    logging.getLogger("celery.pool").setLevel(logging.INFO)
    # Sanic logs the whole address of a request whose client left.
    logging.getLogger("sanic.root").setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(process=process)
