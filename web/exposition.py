"""The service's numbers as Prometheus text."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
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
from web.observed import Observed, Path, Queues, Server, Shared
from wire.errors import Internal

__all__ = ["CONTENT_TYPE", "text"]


def text(metrics: Metrics, gauges: Gauges, observed: Observed) -> bytes:
    """The whole page."""
    families = [*_counters(metrics), *_gauges(gauges), *_shared(observed.shared)]
    families += [*_path(observed.path), *_queues(observed.queues)]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Page(families))
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
    failed = sum(count for (_, errno), count in metrics.calls.items() if errno == Internal.errno)
    yield _counter("failed_calls", "Calls answered errno 7", [], {(): failed})
    yield _counter("run_seconds", "Time in workers", ["func"], _by_one(metrics.run_seconds))
    yield _counter("pushes", "Pushes, one per connection", ["type"], _by_one(metrics.pushes))
    yield _counter("push_gaps", "Pushes whose predecessor never came", [], {(): metrics.gaps})
    help_ = "Reads that a replica could answer, by why it did not: replica = it did"
    yield _counter("reads", help_, ["source"], _by_one(metrics.reads))
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
    yield _gauge("calls_in_flight", "Calls of clients without a reply", gauges.in_flight)
    yield _gauge("calls_held", "Those of them that wait for a place in the queue", gauges.held)
    yield _gauge("slow_connections", "Websockets that read too slowly now", gauges.slow)
    yield _gauge("gateway_processes", "Living gateway processes", gauges.processes)


def _shared(shared: Shared) -> Iterator[Metric]:
    each = {str(number): one for number, one in enumerate([shared, *shared.others])}
    up = {number: one for number, one in each.items() if one.up}
    help_ = "Whether each server of REDIS_URL, numbered from 0, answered for this page"
    yield _labelled("redis_up", help_, "server", {number: number in up for number in each})
    seconds = {number: one.seconds for number, one in up.items()}
    yield _labelled("redis_seconds", "It took so long", "server", seconds)
    evicts = {number: one.may_evict for number, one in up.items()}
    help_ = "Whether it may drop keys for memory"
    yield _labelled("redis_may_evict", help_, "server", evicts)
    if not shared.up:
        return
    yield _gauge("beat_up", "Whether a beat lives that starts periodic jobs", int(shared.beat))
    for part in ("runs", "rows", "failures", "seconds"):
        values = {(job,): counts.get(part, 0) for job, counts in shared.jobs.items()}
        yield _counter(f"job_{part}", f"Periodic jobs: {part}", ["job"], values)
    last = {job: counts["last"] for job, counts in shared.jobs.items() if "last" in counts}
    help_ = "When each periodic job last ended, unix time"
    yield _labelled("job_last_run_timestamp_seconds", help_, "job", last)
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


def _path(path: Path) -> Iterator[Metric]:
    yield from _server("canary", "A call through queue, worker and database", path)
    if path.database is not None:
        yield from _server("database", "PostgreSQL, as a worker sees it,", path.database)
    if path.overdue is not None:
        help_ = "How late the first job of the outbox is that was not queued again"
        yield _gauge("outbox_overdue_seconds", help_, path.overdue)
    help_ = "Ids before rows are refused, while a table's open partition gets an end"
    yield _labelled("partition_ids_left", help_, "table", path.ids_left)


def _queues(queues: Queues | None) -> Iterator[Metric]:
    if queues is None:
        return
    yield from _server("broker", "The broker", queues)
    if not queues.up:
        return
    yield _labelled("queue_length", "Waiting tasks", "queue", queues.lengths)
    yield _labelled("queue_oldest_seconds", "Age of the first in line", "queue", queues.oldest)
    yield _counter("dead_letters_dropped", "Messages set aside and lost", [], {(): queues.dropped})
    workers = {queue: len(shares) for queue, shares in queues.shares.items()}
    yield _labelled("workers", "Living workers", "queue", workers)
    busy = {queue: sum(shares) / len(shares) for queue, shares in queues.shares.items() if shares}
    help_ = "Which part of their time workers work, over some ten seconds"
    yield _labelled("worker_busy_share", help_, "queue", busy)


def _server(name: str, what: str, server: Server) -> Iterator[Metric]:
    yield _gauge(f"{name}_up", f"{what} answered for this page", int(server.up))
    if server.up:
        yield _gauge(f"{name}_seconds", f"{what} took so long", server.seconds)


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


def _labelled(name: str, help_: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"backend_{name}", help_, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _histogram(name: str, help_: str, histogram: Histogram) -> Metric:
    ends = [*map(str, BOUNDS), "+Inf"]
    buckets = list(zip(ends, map(float, accumulate(histogram.counts)), strict=True))
    return HistogramMetricFamily(f"backend_{name}", help_, buckets, histogram.sum)
