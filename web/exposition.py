"""The service's numbers as Prometheus text."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.registry import Collector

from front.metrics import BOUNDS, Gauges, Histogram, Metrics

__all__ = ["CONTENT_TYPE", "Shared", "text"]


@dataclass
class Shared:
    """What only Redis knows."""

    reachable: bool = False
    may_evict: bool = False
    """Whether keys of the queue, leases and limits may be thrown away."""
    queues: dict[str, int] = field(default_factory=dict)
    """Calls and jobs that wait, by queue."""
    dropped: int = 0
    """Messages set aside that were dropped in the end: too many or too old."""
    jobs: dict[str, dict[str, float]] = field(default_factory=dict)
    """By periodic job: runs, rows, failures, seconds."""
    outcomes: dict[str, dict[str, float]] = field(default_factory=dict)
    """By service of another company: how often "<kind> <outcome>"."""
    reports: dict[str, float] = field(default_factory=dict)
    """open: how many reports wait; oldest_time: of the oldest of them."""


def text(metrics: Metrics, gauges: Gauges, shared: Shared) -> bytes:
    """The whole page."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Page([*_counters(metrics), *_gauges(gauges), *_shared(shared)]))
    return generate_latest(registry)


class _Page(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _counters(metrics: Metrics) -> Iterator[Metric]:
    frames = {("in",): metrics.frames_in, ("out",): metrics.frames_out}
    calls = {(func, str(errno)): count for (func, errno), count in metrics.calls.items()}
    yield _counter("frames", "Websocket messages", ["direction"], frames)
    yield _counter("sent_bytes", "Bytes of frames to clients", [], {(): metrics.bytes_out})
    yield _counter("calls", "Answered calls", ["func", "errno"], calls)
    yield _counter("run_seconds", "Time in workers", ["func"], _by_one(metrics.run_seconds))
    yield _counter("pushes", "Pushes, one per connection", ["type"], _by_one(metrics.pushes))
    yield _counter("closes", "Ended connections", ["code"], _by_one(metrics.closes))
    yield _counter("drops", "Things thrown away", ["reason"], _by_one(metrics.drops))
    yield _histogram("call_seconds", "From a call's frame to its reply", metrics.total)
    yield _histogram("call_wait_seconds", "In the queue", metrics.wait)
    yield _histogram("call_run_seconds", "In the worker", metrics.run)
    yield _histogram("call_lag_seconds", "On the ways to the worker and back", metrics.lag)


def _gauges(gauges: Gauges) -> Iterator[Metric]:
    yield _gauge("connections", "Open websockets", gauges.connections)
    yield _gauge("started_connections", "Websockets with a session", gauges.started)
    yield _gauge("online_users", "Users with a session, per process", gauges.users)
    yield _gauge("calls_in_flight", "Calls without a reply", gauges.in_flight)
    yield _gauge("calls_held", "Those of them that wait for a place in the queue", gauges.held)
    yield _gauge("slow_connections", "Websockets that read too slowly now", gauges.slow)
    yield _gauge("gateway_processes", "Living gateway processes", gauges.processes)


def _shared(shared: Shared) -> Iterator[Metric]:
    yield _gauge("redis_up", "Whether Redis answered for this page", int(shared.reachable))
    yield _gauge("redis_may_evict", "Whether Redis may drop keys for memory", int(shared.may_evict))
    queues = GaugeMetricFamily("backend_queue_length", "Waiting tasks", labels=["queue"])
    for queue, length in shared.queues.items():
        queues.add_metric([queue], length)
    yield queues
    yield _counter("dead_letters_dropped", "Messages set aside and lost", [], {(): shared.dropped})
    for part in ("runs", "rows", "failures", "seconds"):
        values = {(job,): counts.get(part, 0) for job, counts in shared.jobs.items()}
        yield _counter(f"job_{part}", f"Periodic jobs: {part}", ["job"], values)
    waiting, since = shared.reports.get("open", 0), shared.reports.get("oldest_time", 0)
    oldest = max(0, time.time() - since) if since else 0
    yield _gauge("reports_open", "Reports of users that nobody has answered", waiting)
    yield _gauge("reports_oldest_seconds", "Age of the oldest of them", oldest)
    outcomes = {
        (service, *what.rpartition(" ")[::2]): count
        for service, counts in shared.outcomes.items()
        for what, count in counts.items()
    }
    yield _counter("outcomes", "Other companies' answers", ["service", "kind", "outcome"], outcomes)


def _by_one(counts: Mapping[Any, float]) -> dict[Any, float]:
    return {(str(label),): count for label, count in counts.items()}


def _counter(name: str, help_: str, labels: list[str], values: Mapping[Any, float]) -> Metric:
    """`values` by tuples of label values."""
    family = CounterMetricFamily(f"backend_{name}", help_, labels=labels)
    for key, value in sorted(values.items()):
        family.add_metric(list(key), value)
    return family


def _gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(f"backend_{name}", help_, value=value)


def _histogram(name: str, help_: str, histogram: Histogram) -> Metric:
    ends = [*map(str, BOUNDS), "+Inf"]
    buckets = list(zip(ends, map(float, accumulate(histogram.counts)), strict=True))
    return HistogramMetricFamily(f"backend_{name}", help_, buckets, histogram.sum)
