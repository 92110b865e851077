"""Statements as parts of a traced call: their texts, with names in place of values."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Engine, event

from telemetry import traces

_NOTHING: AbstractContextManager[None] = nullcontext()


def statement(text: str) -> AbstractContextManager[Any]:
    """The block sends this statement to PostgreSQL."""
    return traces.statement(text) or _NOTHING


def instrument(engine: Engine) -> None:
    """Trace what SQLAlchemy runs."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "after_cursor_execute", _after)
    event.listen(engine, "handle_error", _failed)


def _before(_: Any, __: Any, text: str, ___: Any, context: Any, ____: bool) -> None:
    context.span = traces.statement(text)


def _after(_: Any, __: Any, ___: str, ____: Any, context: Any, _____: bool) -> None:
    _end(context)


def _failed(about: Any) -> None:
    _end(about.execution_context, about.original_exception)


def _end(context: Any, error: BaseException | None = None) -> None:
    if (span := getattr(context, "span", None)) is not None:
        span.__exit__(error)
