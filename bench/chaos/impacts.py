"""What the clients noticed of each fault."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from typing import Any, Final

from msgspec import Struct

from bench.chaos.crowd import Crowd
from bench.chaos.faults import Fault
from bench.chaos.injector import Injector
from bench.chaos.ledger import Ledger, Verdict
from bench.chaos.phone import Phone
from bench.chaos.view import Differences
from bench.tables import table

RECOVER_SECONDS: Final = 60.0
"""A service that does not answer all calls by then counts as broken."""
_WELL_SECONDS: Final = 1.0
"""While no call waits for longer, the service counts as recovered."""


class Impact(Struct):
    """One fault; times in seconds, from its begin until the service answered all calls again."""

    fault: str
    silence: float
    """The longest time in which no client got an answer."""
    slowest: float
    """The longest that a call waited for its answer, all its tries together."""
    well: float
    """When every process ran again and no call waited."""
    busy: int
    breaks: int
    recovered: bool = True

    def line(self) -> str:
        well = f"well after {self.well:.1f} s" if self.recovered else "NOT WELL AGAIN"
        waits = f"no answer for {self.silence:.1f} s, slowest {self.slowest:.1f} s"
        return f"{self.fault}: {waits}, {well}"


async def impact_of(injector: Injector, crowd: Crowd[Any], fault: Fault, every: float) -> Impact:
    """Cause a fault, wait until all is answered again and `every` seconds have passed."""
    begun, tries = time.monotonic(), _tries(crowd.phones)
    await injector.inject(fault)
    await asyncio.sleep(_WELL_SECONDS)  # by then, calls that hang have waited for so long
    recovered = await until(lambda: _is_well(injector, crowd.ledger), RECOVER_SECONDS)
    well = time.monotonic() - begun
    await asyncio.sleep(max(0.0, begun + every - time.monotonic()))
    busy, breaks = (now - then for now, then in zip(_tries(crowd.phones), tries, strict=True))
    silence, slowest = _noticed(crowd.ledger, begun, time.monotonic())
    return Impact(str(fault), silence, slowest, well, busy, breaks, recovered)


async def until(true: Callable[[], bool], seconds: float) -> bool:
    """Wait until it is true; False when that took too long."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.05)
    return True


def _is_well(injector: Injector, ledger: Ledger) -> bool:
    return injector.whole() and ledger.longest_wait() < _WELL_SECONDS


def _tries(phones: Sequence[Phone]) -> tuple[int, int]:
    return sum(phone.busy for phone in phones), sum(phone.breaks for phone in phones)


def _noticed(ledger: Ledger, begun: float, ended: float) -> tuple[float, float]:
    answered = list(takewhile(lambda times: times[1] >= begun, reversed(ledger.times)))
    moments = reversed([at for _, at in answered])
    silence = max(later - earlier for earlier, later in pairwise([begun, *moments, ended]))
    waits = [at - sent for sent, at in answered]
    return silence, max(ledger.longest_wait(), *waits, 0.0)


def render(impacts: Sequence[Impact], verdict: Verdict, views: Differences) -> str:
    """A table of the faults, what became of everything that was sent, and what devices saw."""
    head = ("fault", "no answer s", "slowest call s", "well after s", "errno 5", "broken lines")
    rows = [
        [
            one.fault,
            f"{one.silence:.1f}",
            f"{one.slowest:.1f}",
            f"{one.well:.1f}" if one.recovered else "never",
            str(one.busy),
            str(one.breaks),
        ]
        for one in impacts
    ]
    counts = ", ".join(
        f"{getattr(verdict, name)} {name}"
        for name in ("sent", "answered", "stored", "lost", "doubled", "refused", "unanswered")
    )
    seen = ", ".join(
        f"{getattr(views, name)} {name}"
        for name in ("seen", "lost", "doubled", "strange", "misordered", "gaps")
    )
    parts = (table(head, rows), counts, f"on devices: {seen}", verdict.sample, views.sample)
    return "\n\n".join(part for part in parts if part)
