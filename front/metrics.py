"""What a gateway counts: cheap on every frame, and small enough to be written down each second.

Nothing here knows Prometheus; web/exposition.py turns the sums into its text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Any, TypeVar

import msgspec

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 8.0)
"""Upper ends of the buckets of all histograms, in seconds."""
MOST_LABELS = 200
"""Push types and close codes come from outside; more of them count as "other"."""

K = TypeVar("K", bound=Hashable)


class Histogram(msgspec.Struct):
    """Counts per bucket (the last one has no upper end), and the sum of all values."""

    counts: list[int] = msgspec.field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    sum: float = 0.0

    def observe(self, seconds: float) -> None:
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.sum += seconds

    def add(self, other: Histogram) -> None:
        self.counts = [
            ours + theirs for ours, theirs in zip(self.counts, other.counts, strict=True)
        ]
        self.sum += other.sum


class Metrics(msgspec.Struct):
    """The counters of one gateway process, or the sum of several."""

    frames_in: int = 0
    frames_out: int = 0
    bytes_out: int = 0
    calls: dict[tuple[str, int], int] = msgspec.field(default_factory=Counter)
    """By function ("" for a frame that named none) and errno."""
    run_seconds: dict[str, float] = msgspec.field(default_factory=lambda: defaultdict(float))
    """Time in workers, by function."""
    pushes: dict[str, int] = msgspec.field(default_factory=Counter)
    """Frames by push type: one for every connection reached."""
    reads: dict[str, int] = msgspec.field(default_factory=Counter)
    """Reads that a replica answered ("replica"), or the primary, by what kept the replica from
    it."""
    gaps: int = 0
    """Pushes that left though one before them never came."""
    closes: dict[int, int] = msgspec.field(default_factory=Counter)
    """Ended connections by close code, 1006 without one."""
    drops: dict[str, int] = msgspec.field(default_factory=Counter)
    """What was thrown away, by reason."""
    total: Histogram = msgspec.field(default_factory=Histogram)
    """From the frame to its reply."""
    wait: Histogram = msgspec.field(default_factory=Histogram)
    """In the queue."""
    run: Histogram = msgspec.field(default_factory=Histogram)
    """In the worker."""
    lag: Histogram = msgspec.field(default_factory=Histogram)
    """The rest: on the ways to the worker and back."""

    def call(self, func: str, errno: int, wait: float, run: float, total: float) -> None:
        """A call was answered: seconds in the queue, in the worker (0: it saw none), in all."""
        self.refused(func, errno)
        self.total.observe(total)
        if run:
            self.run_seconds[func] += run
            self.wait.observe(wait)
            self.run.observe(run)
            self.lag.observe(max(0.0, total - wait - run))

    def refused(self, func: str, errno: int) -> None:
        """A call was answered at once, by the gateway itself."""
        self.calls[func, errno] += 1

    def dropped(self, reason: str) -> None:
        self.drops[reason] += 1

    def pushed(self, type_: str, connections: int) -> None:
        self.pushes[_known(type_, self.pushes, "other")] += connections

    def closed(self, code: int) -> None:
        self.closes[_known(code, self.closes, 0)] += 1

    def add(self, other: Metrics) -> None:
        """Count what another process counted."""
        for name in self.__struct_fields__:
            ours, theirs = getattr(self, name), getattr(other, name)
            if isinstance(ours, Histogram):
                ours.add(theirs)
            elif isinstance(ours, dict):
                for key, value in theirs.items():
                    ours[key] += value
            else:
                setattr(self, name, ours + theirs)


class Gauges(msgspec.Struct):
    """How things stand in one gateway process, or in several together."""

    connections: int = 0
    started: int = 0
    users: int = 0
    in_flight: int = 0
    held: int = 0
    slow: int = 0
    processes: int = 1

    def add(self, other: Gauges) -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Snapshot(msgspec.Struct):
    """What one process tells the others."""

    pid: int
    metrics: Metrics
    gauges: Gauges


def total(snapshots: Iterable[Snapshot], living: Iterable[int]) -> Snapshot:
    """The sum. Counters of a process that has ended stay, so that none falls; its gauges do not."""
    alive = set(living)
    summed = Snapshot(0, Metrics(), Gauges(processes=0))
    for one in snapshots:
        summed.metrics.add(one.metrics)
        if one.pid in alive:
            summed.gauges.add(one.gauges)
    return summed


def _known(key: K, among: dict[Any, int], other: K) -> K:
    return key if key in among or len(among) < MOST_LABELS else other
