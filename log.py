"""Structured logs: one JSON object a line, or readable lines in DEBUG. Secrets never get here."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from settings import settings

log: structlog.stdlib.BoundLogger = structlog.get_logger("backend")

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(process: str) -> None:
    """Send our own and the libraries' records to stdout in one form; `process` names the role."""
    renderer: Any = structlog.processors.JSONRenderer()
    if settings.service.debug:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.service.log_level, force=True)
    # Celery's pool would show the arguments of every task.
    logging.getLogger("celery.pool").setLevel(logging.INFO)
    structlog.contextvars.bind_contextvars(process=process)
