"""Spans on their way to a collector by OpenTelemetry's SDK. Imported only where traces are on.

A span is recorded whole when it ends, and handed to the SDK's processor, whose thread encodes and
sends some hundred at once. `Tracer.start_span`, made for spans that anybody may ask and change
while they run, costs four times as much.
"""

from __future__ import annotations

import atexit
import re
import time
from collections.abc import Mapping
from threading import Timer
from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from settings import settings

Attributes = Mapping[str, str | int | float]

SEND_SECONDS = 3
"""A collector that takes longer gets the spans once more, or never: nothing waits for it."""
STOP_SECONDS = 2
FAILURES: Final = frozenset({5, 7})
"""The errnos that are our fault."""
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_KINDS = {kind.name.lower(): kind for kind in SpanKind}
_FAILED, _UNSET = Status(StatusCode.ERROR), Status(StatusCode.UNSET)
_SCOPE = InstrumentationScope("backend")
_TRACEPARENT = re.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-01")
_ids = RandomIdGenerator()


class _Resource(Resource):
    """The exporter asks for the hash of each span's resource, which is made of JSON text."""

    def __hash__(self) -> int:
        return id(self)


class Span:
    """A span that has begun, and what begins under it."""

    __slots__ = ("_about", "_context", "_kind", "_name", "_parent", "_since", "_spans")

    def __init__(
        self,
        spans: Spans,
        name: str,
        kind: str,
        parent: SpanContext | None,
        about: Attributes | None = None,
        since: int | None = None,
    ) -> None:
        """`since`: nanoseconds, when it did not begin just now."""
        self._spans, self._name, self._kind, self._parent = spans, name, _KINDS[kind], parent
        self._about, self._since = about or {}, since or time.time_ns()
        trace = parent.trace_id if parent else _ids.generate_trace_id()
        self._context = SpanContext(trace, _ids.generate_span_id(), False, _SAMPLED)

    def child(
        self, name: str, kind: str, about: Attributes | None = None, since: int | None = None
    ) -> Span:
        """A span under this one."""
        return Span(self._spans, name, kind, self._context, about, since)

    def __enter__(self) -> Span:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        self._end(_FAILED if failed is not None else _UNSET)

    def end(self, errno: int = 0) -> None:
        """It is over; a second time does nothing."""
        if errno:
            self._about = {**self._about, "errno": errno}
        self._end(_FAILED if errno in FAILURES else _UNSET)

    def _end(self, status: Status) -> None:
        if not self._since:
            return
        record = ReadableSpan(
            self._name,
            self._context,
            self._parent,
            self._spans.resource,
            self._about,
            kind=self._kind,
            status=status,
            start_time=self._since,
            end_time=time.time_ns(),
            instrumentation_scope=_SCOPE,
        )
        self._since = 0
        self._spans.processor.on_end(record)

    @property
    def traceparent(self) -> str:
        """What others go on from, as W3C writes it."""
        return f"00-{self._context.trace_id:032x}-{self._context.span_id:016x}-01"


class Spans:
    """Where spans begin in this process."""

    def __init__(self, process: str) -> None:
        about = {"service.name": settings.telemetry.service_name, "backend.process": process}
        complete = Resource.create(about)
        self.resource = _Resource(complete.attributes, complete.schema_url)
        url = f"{(settings.telemetry.otlp_url or '').rstrip('/')}/v1/traces"
        self._exporter = OTLPSpanExporter(url, timeout=SEND_SECONDS)
        self.processor = BatchSpanProcessor(self._exporter)
        atexit.register(self.stop)

    def begin(self, name: str, kind: str, about: Attributes) -> Span:
        """The first span of a trace."""
        return Span(self, name, kind, None, about)

    def follow(
        self, traceparent: str, name: str, kind: str, about: Attributes | None, since: int | None
    ) -> Span | None:
        """A span under one of another process; None when that is not traced."""
        if (found := _TRACEPARENT.fullmatch(traceparent)) is None:
            return None
        parent = SpanContext(int(found[1], 16), int(found[2], 16), True, _SAMPLED)
        return Span(self, name, kind, parent, about, since)

    def stop(self) -> None:
        """Send what is left, as far as the collector takes it at once."""
        limit = Timer(STOP_SECONDS, self._exporter.shutdown)
        limit.daemon = True
        limit.start()
        self.processor.shutdown()  # type: ignore[no-untyped-call]
        limit.cancel()
