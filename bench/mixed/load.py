"""The open loop: calls are sent when they are due, answered or not those before."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from time import perf_counter as now

from msgspec import Struct

from bench import procs
from bench.client import Client, Link
from bench.growth.sizes import Sizes
from bench.mixed.calls import KINDS, Planned, online, planned
from bench.results import p50_p99_ms
from bench.specs import FILLED_DEVICE, MixedFigures, MixedSpec

PRIMING_CALLS = 200
"""Time in which workers do what they do only once; it is in no figure."""
DRAIN_SECONDS = 12.0
"""Longer than any call may wait for its answer."""


class _Sent(Struct):
    """A call without a reply; `due` is when a user made it, so waiting to be sent counts."""

    kind: str
    due: float
    measured: bool


class MixedLoad:
    """Offers `spec.rate` calls a second and looks at every reply."""

    def __init__(self, spec: MixedSpec) -> None:
        self.spec = spec
        self.client = Client(spec.target)
        self.mark = b"m-%s-" % self.client.tag.encode()
        self.links: dict[int, Link] = {}
        self.open: dict[int, _Sent] = {}
        self.seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.errnos: Counter[str] = Counter()
        self.sample = ""
        self.sent = 0

    async def run(self) -> MixedFigures:
        sizes = Sizes(self.spec.target.rows)
        for uid in online(sizes, self.spec.sockets):
            self.links[uid] = await self.client.enter(uid, device=FILLED_DEVICE)
            self.links[uid].receive = self.receive
        calls = planned(sizes, list(self.links), self.spec.seed)
        await self._prime(calls)
        figures = await self._measure(calls)
        for link in self.links.values():
            link.close()
        return figures

    async def _prime(self, calls: Iterator[Planned]) -> None:
        for call in islice(calls, PRIMING_CALLS):
            self._send(call, now(), measured=False)
            await self._drained()

    async def _offer(self, calls: Iterator[Planned], seconds: float, *, measured: bool) -> None:
        """Independent users: the pauses between their calls are exponentially distributed."""
        dice, due = random.Random(self.spec.seed), now()
        end = due + seconds
        while (due := due + dice.expovariate(self.spec.rate)) < end:
            if (early := due - now()) > 0:
                await asyncio.sleep(early)
            self._send(next(calls), due, measured=measured)

    def _send(self, call: Planned, due: float, *, measured: bool) -> None:
        self.sent += 1
        self.open[self.sent] = _Sent(call.kind.kind, due, measured)
        cdata = f"{self.mark.decode()}{self.sent}"
        text = {"func": call.kind.func, "parm": call.parm, "cdata": cdata}
        self.links[call.uid].send(json.dumps(text, separators=(",", ":")).encode())

    def receive(self, link: Link, payload: bytes) -> None:
        """Ignore pushes; time a reply, or count it by its error."""
        at = payload.find(self.mark)
        if at < 0:
            return
        start = at + len(self.mark)
        sent = self.open.pop(int(payload[start : payload.index(b'"', start)]))
        errno = json.loads(payload)["errno"]
        if errno:
            self.errnos[str(errno)] += 1
            self.sample = self.sample or payload[:300].decode(errors="replace")
        elif sent.measured:
            self.seconds[sent.kind].append(now() - sent.due)

    async def _drained(self) -> None:
        """Wait for the replies that are due; calls without one count as lost."""
        end = now() + DRAIN_SECONDS
        while self.open and now() < end:
            await asyncio.sleep(0.001)

    async def _measure(self, calls: Iterator[Planned]) -> MixedFigures:
        """Measure the load after its beginning; calls without a reply at the end count, too."""
        spec, pids = self.spec, self.spec.target.pids
        await self._offer(calls, spec.warmup, measured=False)
        cpu, busy, before = procs.cpu_seconds(pids), procs.machine_busy_seconds(), self.sent
        begun = now()
        await self._offer(calls, spec.seconds, measured=True)
        offered, took = self.sent - before, now() - begun
        busy = procs.machine_busy_seconds() - busy
        spent = procs.spent(cpu, procs.cpu_seconds(pids), offered)
        await self._drained()
        return MixedFigures(
            rate=spec.rate,
            offered=offered,
            answered=sum(map(len, self.seconds.values())),
            cpu=spent,
            cores_busy=busy / took,
            ms={kind: p50_p99_ms(seconds) for kind, seconds in self.seconds.items()},
            all_ms=p50_p99_ms([one for seconds in self.seconds.values() for one in seconds]),
            errnos=dict(self.errnos),
            lost=len(self.open),
            sample=self.sample,
        )
