"""Spans of OpenTelemetry's SDK, on their way to a collector. Imported only where traces are on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from settings import settings

Attributes = Mapping[str, str | int | float]

SEND_SECONDS = 3
"""A collector that takes longer gets the spans once more, or never: nothing waits for it."""
FAILURES: Final = frozenset({5, 7})
"""The errnos that are our fault."""
HEADER = "traceparent"
_context = TraceContextTextMapPropagator()


class Span:
    """A span that has begun, and what begins under it."""

    __slots__ = ("_context", "_span", "_tracer")

    def __init__(self, tracer: Tracer, span: trace.Span) -> None:
        self._tracer, self._span = tracer, span
        self._context = trace.set_span_in_context(span)

    def child(
        self, name: str, kind: str, about: Attributes | None = None, since: int | None = None
    ) -> Span:
        """A span under this one; `since`: nanoseconds, when it did not begin just now."""
        return _begun(self._tracer, name, kind, self._context, about, since)

    def __enter__(self) -> Span:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is not None:
            self._span.set_status(StatusCode.ERROR)
        self.end()

    def end(self, errno: int = 0) -> None:
        """It is over; a second time does nothing."""
        if self._span.is_recording():
            if errno:
                self._span.set_attribute("errno", errno)
            if errno in FAILURES:
                self._span.set_status(StatusCode.ERROR)
            self._span.end()

    @property
    def traceparent(self) -> str:
        """What others go on from, as W3C writes it."""
        carrier: dict[str, str] = {}
        _context.inject(carrier, self._context)
        return carrier[HEADER]


class Spans:
    """Where spans begin in this process; they are sent by a thread, some hundred at once."""

    def __init__(self, process: str) -> None:
        about = {"service.name": settings.telemetry.service_name, "backend.process": process}
        self._provider = TracerProvider(ALWAYS_ON, Resource.create(about))
        url = f"{(settings.telemetry.otlp_url or '').rstrip('/')}/v1/traces"
        exporter = OTLPSpanExporter(url, timeout=SEND_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("backend")

    def begin(self, name: str, kind: str, about: Attributes) -> Span:
        """The first span of a trace."""
        return _begun(self._tracer, name, kind, Context(), about)

    def follow(
        self, traceparent: str, name: str, kind: str, about: Attributes | None, since: int | None
    ) -> Span:
        """A span under one of another process."""
        context = _context.extract({HEADER: traceparent}, Context())
        return _begun(self._tracer, name, kind, context, about, since)

    def stop(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _begun(
    tracer: Tracer,
    name: str,
    kind: str,
    context: Context,
    about: Attributes | None,
    since: int | None = None,
) -> Span:
    known = SpanKind[kind.upper()]
    return Span(tracer, tracer.start_span(name, context, known, about, start_time=since))
