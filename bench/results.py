"""The plan of a run, and its outcome."""

from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from msgspec import Struct, field

from bench.specs import Figures


class Plan(Struct, frozen=True):
    """How much is measured; times in seconds. `watchers` are the sizes of the fan-outs."""

    repeats: int = 3
    seconds: float = 4.0
    latency_seconds: float = 2.0
    warmup: float = 1.0
    sockets: int = 20
    in_flight: int = 5
    connections: int = 5000
    rest: float = 3.0
    hold: float = 5.0
    watchers: tuple[int, ...] = (1000, 10000)
    copies: int = 200_000
    window: int = 4
    rows: int = 20_000
    zlib: bool = False
    only: tuple[str, ...] = ()


class Outcome(Struct):
    """One measurement: `work` is e.g. "load debug.echo"; without figures `error` tells why."""

    system: str
    work: str
    repeat: int
    figures: Figures | None = None
    error: str = ""

    @property
    def faults(self) -> int:
        """How much went wrong: wrong replies, lost ones, lost pushes, broken connections."""
        return self.figures.faults if self.figures else 1


class Results(Struct):
    """One run on one machine."""

    machine: dict[str, str]
    plan: Plan
    workers: int
    outcomes: list[Outcome] = field(default_factory=list)

    def of(self, system: str, work: str) -> list[Outcome]:
        """All repeats of one measurement."""
        return [one for one in self.outcomes if (one.system, one.work) == (system, work)]

    def systems(self) -> list[str]:
        """In the order they were measured in."""
        return list(dict.fromkeys(one.system for one in self.outcomes))

    def subjects(self, kind: str) -> list[str]:
        """What follows `kind` in the names of the works, e.g. the functions after "load"."""
        works = dict.fromkeys(one.work for one in self.outcomes)
        return [work.removeprefix(f"{kind} ") for work in works if work.startswith(f"{kind} ")]


def middle(outcomes: Sequence[Outcome], read: Callable[[Any], float]) -> float | None:
    """The median of one figure over the repeats; None without repeats."""
    values = [read(one.figures) for one in outcomes if one.figures]
    return median(values) if values else None


def spread(outcomes: Sequence[Outcome], read: Callable[[Any], float]) -> float | None:
    """(largest - smallest) / median over the repeats; None for fewer than two."""
    values = [read(one.figures) for one in outcomes if one.figures]
    if len(values) < 2 or not median(values):
        return None
    return (max(values) - min(values)) / median(values)


def valid(outcomes: Sequence[Outcome]) -> bool:
    """Whether nothing went wrong in any repeat: the figures of refused calls do not count."""
    return not any(one.faults for one in outcomes)


def p50_p99_ms(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile of seconds in any order, in milliseconds."""
    ordered = sorted(seconds)
    return quantile_ms(ordered, 0.5), quantile_ms(ordered, 0.99)


def quantile_ms(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted seconds are, in milliseconds; 0 for none."""
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1e3
