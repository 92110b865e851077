"""``./dev bench growth``: the same calls on databases of different sizes, beside each other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct, field

from bench import data
from bench.growth.costs import Cost
from bench.servers import servers
from bench.systems import ROOT, environment
from bench.tables import number, table

SIZES = (10_000, 100_000, 1_000_000)
MOST_MS, MOST_BYTES, MOST_GROWTH = 50.0, 256 * 1024, 2.0
"""The bounds of a call on the largest data; growth is from the smallest to the largest."""
NOISE_MS = 3.0
"""The growth of a faster call is not judged: it is noise."""


class Growth(Struct):
    """What came out: for each size the cost of every case, in the same order."""

    machine: dict[str, str]
    costs: dict[int, list[Cost]] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        """How many cases miss a goal."""
        return sum(bool(missed(case)) for case in self.cases())

    def cases(self) -> list[list[Cost]]:
        """For each case its costs from the smallest size to the largest."""
        sizes = sorted(self.costs)
        return [list(case) for case in zip(*(self.costs[size] for size in sizes), strict=True)]


def measure(growth: Growth, sizes: Sequence[int], repeats: int, say: Callable[[str], None]) -> None:
    """Fill a fresh server for each size, and measure it."""
    for size in sizes:
        say(f"{size:,} users")
        with servers() as running:
            env = {**os.environ, **environment(running)}
            data.migrate(env)
            command = [sys.executable, "-m", "bench.growth", str(size), str(repeats)]
            done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)
            growth.costs[size] = msgspec.json.decode(done.stdout, type=list[Cost])


def missed(case: Sequence[Cost]) -> list[str]:
    """Which goals a case misses, in a word each."""
    first, last = case[0], case[-1]
    found = [f"scans {name}" for name in last.scanned]
    if last.ms > MOST_MS:
        found.append("slow")
    if last.bytes > MOST_BYTES:
        found.append("large")
    if last.ms > NOISE_MS and last.ms > MOST_GROWTH * first.ms:
        found.append("grows")
    return found


def render(growth: Growth) -> str:
    """One row a case, the most expensive first."""
    sizes = sorted(growth.costs)
    head = ("function", "case", *(f"ms at {size:,}" for size in sizes))
    head += ("worst ms", "worker ms", "bytes", "statements", "rows", "misses")
    cases = sorted(growth.cases(), key=lambda case: -case[-1].ms)
    return table(head, [_row(case) for case in cases])


def _row(case: Sequence[Cost]) -> list[str]:
    last = case[-1]
    counts = [f"{one:,}" for one in (last.bytes, last.statements, last.rows)]
    times = [number(one.ms, 1) for one in case]
    times += [number(last.worst, 1), number(last.cpu, 1)]
    return [last.func, last.about, *times, *counts, ", ".join(missed(case))]
