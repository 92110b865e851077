"""CPU time and memory of named process trees, as the kernel counts them (ticks of 10 ms)."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import psutil

KB: Final = 1024


def tree(pids: Sequence[int]) -> Iterator[psutil.Process]:
    """The living processes among `pids`, with all their descendants."""
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            root = psutil.Process(pid)
            yield root
            yield from root.children(recursive=True)


def cpu_seconds(pids: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """User and system time by name, that of ended children included."""
    return {name: sum(map(_cpu, tree(roots))) for name, roots in pids.items()}


def rss_kb(pids: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Resident memory by name. Pages shared by two processes count in both."""
    return {name: sum(map(_rss, tree(roots))) for name, roots in pids.items()}


def own_cpu_seconds() -> float:
    """CPU time of the asking process alone."""
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)


def spent(
    before: Mapping[str, float], after: Mapping[str, float], shares: int, unit: float = 1e6
) -> dict[str, float]:
    """What was spent between two readings, per share; of seconds that is microseconds."""
    return {name: (after[name] - before[name]) * unit / max(shares, 1) for name in before}


def machine_busy_seconds() -> float:
    """CPU seconds that the whole machine was not idle."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def _rss(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / KB
    except psutil.NoSuchProcess:
        return 0.0
