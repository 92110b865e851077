"""Which calls are traced, and the spans of those that are.

A gateway decides at random for each call; every later step of the call continues the W3C trace
context (`traceparent`), which is sent in the header of a queue message or with a push. A call that
is not traced has none, and costs only a few checks of a variable.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

from settings import settings

if TYPE_CHECKING:
    from telemetry.otlp import Span, Spans

Attributes = Mapping[str, str | int | float]
LONGEST_STATEMENT = 2000


class _Process:
    share = 0.0
    spans: Spans | None = None


current: ContextVar[Span | None] = ContextVar("span", default=None)
"""The span of the traced call or job that runs here."""


def start(process: str) -> None:
    """Trace from now on. The SDK, which takes some tenths of a second to import, is loaded here."""
    from telemetry.otlp import Spans

    _Process.spans = Spans(process)
    _Process.share = settings.telemetry.traced_share


def stop() -> None:
    """Send what is left."""
    spans, _Process.spans = _Process.spans, None
    _Process.share = 0.0
    if spans is not None:
        spans.stop()


def is_on() -> bool:
    """Whether calls may be traced in this process."""
    return _Process.spans is not None


# ---------------------------------------------------------------------------------- a gateway


class Trace:
    """A traced call in its gateway."""

    __slots__ = ("_call", "_sending")

    def __init__(self, call: Span, sending: Span) -> None:
        self._call, self._sending = call, sending

    def sent(self) -> str:
        """The call goes into its queue now; the trace context for its message."""
        self._sending.end()
        return self._sending.traceparent

    def end(self, errno: int) -> None:
        """The reply was written to the socket."""
        self._sending.end()
        self._call.end(errno)


def begin(function: str, queue: str, id_: str) -> Trace | None:
    """A call came in; None when it is not traced. `id_`: the call's id in logs and in Flower."""
    if not _Process.share or random.random() >= _Process.share or _Process.spans is None:
        return None
    call = _Process.spans.begin(function, "server", {"rpc.method": function, "request": id_})
    about = {"messaging.system": "celery", "messaging.destination.name": queue}
    return Trace(call, call.child(f"send {queue}", "producer", about))


@contextmanager
def delivering(traceparent: str, type_: str) -> Iterator[None]:
    """The block writes a push to the sockets here."""
    with _following(traceparent, f"deliver {type_}", "consumer") or nullcontext():
        yield


# ----------------------------------------------------------------------------------- a worker


class Work:
    """The part of a trace that a worker does; `span` is None where nothing is traced."""

    __slots__ = ("_ended", "span")

    def __init__(self, span: Span | None) -> None:
        self.span = span
        self._ended = 0

    def end(self, errno: int = 0) -> None:
        """The call has run; its reply and pushes are still to go out."""
        if self.span is not None:
            self._ended = time.time_ns()
            self.span.end(errno)

    def leave(self, pushes: Iterable[Push]) -> None:
        """The reply and the pushes go out; each push takes the trace along."""
        if self.span is None:
            return
        self.span.child("reply", "producer", since=self._ended).end()
        mark(pushes, self.span)

    @property
    def traceparent(self) -> str:
        """For what is queued because of it."""
        return self.span.traceparent if self.span is not None else ""


@contextmanager
def working(traceparent: str, name: str, queue: str, since: float = 0.0) -> Iterator[Work]:
    """The block runs a call or a job; `since`: when it was sent, in unix seconds."""
    about = {"messaging.system": "celery", "messaging.destination.name": queue}
    work = Work(_following(traceparent, f"process {name}", "consumer", about))
    if work.span is None:
        yield work
        return
    if since:
        waiting = _following(traceparent, f"wait in {queue}", "internal", since=int(since * 1e9))
        if waiting is not None:
            waiting.end()
    before = current.set(work.span)
    try:
        yield work
    finally:
        current.reset(before)
        work.end()


def statement(text: str) -> Span | None:
    """A statement is sent to PostgreSQL; the caller ends the span. `text`: without any values."""
    if (span := current.get()) is None:
        return None
    word = text.rpartition(";")[2].split(maxsplit=1)
    about = {"db.system.name": "postgresql", "db.query.text": text[:LONGEST_STATEMENT]}
    return span.child(word[0] if word else "SQL", "client", about)


class Push(Protocol):
    """A push on the bus."""

    type: str
    trace: str


def mark(pushes: Iterable[Push], span: Span | None = None) -> None:
    """Let pushes take the trace along of `span`, or of what runs here."""
    if (span := span or current.get()) is not None:
        for push in pushes:
            sending = span.child(f"push {push.type}", "producer")
            push.trace = sending.traceparent
            sending.end()


def _following(
    traceparent: str,
    name: str,
    kind: str,
    about: Attributes | None = None,
    since: int | None = None,
) -> Span | None:
    if not traceparent or _Process.spans is None:
        return None
    return _Process.spans.follow(traceparent, name, kind, about, since)
