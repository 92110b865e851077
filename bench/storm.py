"""A gateway dies, and all its clients come back at once, while others go on calling."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable

from msgspec import Struct

from bench.client import CallFailed, Client, Link
from bench.fleet import Fleet
from bench.results import p50_p99_ms
from bench.specs import HoldFigures, Target
from devtools import processes

GATEWAY = "gateway"
PROBE_SECONDS = 0.02
"""Between two calls of somebody whose gateway lives."""
RESTART_SECONDS = 0.5
"""Seconds that a platform needs to notice that a process ended."""


class Storm(Struct):
    """What came out; times of the calls of a client on another gateway, in milliseconds."""

    lost: int = 0
    back: int = 0
    seconds: float = 0.0
    calls: int = 0
    errors: int = 0
    p50: float = 0.0
    p99: float = 0.0

    @property
    def faults(self) -> int:
        return self.lost - self.back + self.errors


Order = Callable[[str], HoldFigures]
"""Tells the load process that holds the first gateway's connections what to do."""


def measure(
    fleet: Fleet, order: Order, other: Target, caller: int, say: Callable[[str], None]
) -> Storm:
    """Kill the first gateway; `caller` calls through `other` meanwhile."""
    storm = Storm(order("report").open)
    say(f"killing the gateway of {storm.lost:,} connections")
    asyncio.run(_through(storm, fleet, order, other, caller))
    say(f"{storm.back:,} are back after {storm.seconds:.1f} s")
    return storm


async def _through(storm: Storm, fleet: Fleet, order: Order, other: Target, caller: int) -> None:
    client = Client(other)
    link = await client.enter(caller)
    probing = asyncio.create_task(_probe(storm, client, link))
    begin = time.monotonic()
    await asyncio.to_thread(_kill, fleet)
    figures = await asyncio.to_thread(order, "back")
    storm.seconds, storm.back = time.monotonic() - begin, figures.open
    probing.cancel()
    await asyncio.gather(probing, return_exceptions=True)
    link.close()


def _kill(fleet: Fleet) -> None:
    gateway = fleet.named(GATEWAY)[0]
    processes.signal_group(gateway.process.pid, signal.SIGKILL)
    gateway.process.wait()
    time.sleep(RESTART_SECONDS)
    fleet.replace(gateway)


async def _probe(storm: Storm, client: Client, link: Link) -> None:
    """A call every few milliseconds, until it is cancelled."""
    seconds: list[float] = []
    try:
        while True:
            begin = time.monotonic()
            try:
                await client.call(link, "user.info2", {"uid": 1})
            except (CallFailed, TimeoutError):
                storm.errors += 1
            seconds.append(time.monotonic() - begin)
            await asyncio.sleep(PROBE_SECONDS)
    finally:
        storm.calls = len(seconds)
        storm.p50, storm.p99 = p50_p99_ms(seconds)


def render(storm: Storm) -> str:
    """The outcome as a line."""
    return (
        f"a gateway with {storm.lost:,} connections was killed and started again: {storm.back:,} "
        f"were back, with session and watch, after {storm.seconds:.1f} s; {storm.calls:,} calls "
        f"through another gateway meanwhile: {storm.errors} failed, p50 {storm.p50:.1f} ms, "
        f"p99 {storm.p99:.1f} ms"
    )
