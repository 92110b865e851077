"""The closed loop: a fixed number of calls on their way, each reply starts the next."""

import asyncio
import json
from collections import Counter
from itertools import cycle, islice
from time import perf_counter as now

from bench import procs, work
from bench.client import Client, Link
from bench.results import quantile_ms
from bench.specs import CallFigures, CallSpec

PRIMING_CALLS = 8
PUSH_SECONDS = 0.5  # by which a push may follow the reply of its call
_GOOD = b'"errno":0,'
_PUSH = b'"push":true'


class CallLoad:
    """Counts, times and checks the replies of one measurement.

    The cdata is long and unique, as that of real clients is, so that writes pay for being
    idempotent.
    """

    def __init__(self, spec: CallSpec) -> None:
        self.spec = spec
        self.client = Client(spec.target)
        self.mark = b"b-%s-" % self.client.tag.encode()
        self.head = b'{"func":"%s","parm":' % spec.func.encode()
        self.tail = b',"cdata":"' + self.mark
        self.links: list[Link] = []
        self.parms: dict[Link, work.Parms] = {}
        self.begun: list[float] = []
        self.waiting = 0
        self.replies = 0
        self.pushes = 0
        self.times: list[float] = []
        self.errnos: Counter[str] = Counter()
        self.sample = ""
        self.sending = True
        self.recording = False
        self.drained = asyncio.Event()

    async def connect(self) -> None:
        """Open the sockets; a ring of receivers, if the calls push to somebody."""
        spec = self.spec
        ring = max(spec.sockets, 2) if work.needs_receiver(spec.func) else spec.sockets
        for number in range(1, ring + 1):
            link = await self.client.enter(number)
            self.links.append(link)
            self.parms[link] = work.parms(spec.func, spec.target.rows, number % ring + 1)
        await self._prime()
        for link in self.links:
            link.receive = self.receive

    async def _prime(self) -> None:
        """Make the first call, so that what a worker does only once is in no figure."""
        for link in islice(cycle(self.links[: self.spec.sockets]), PRIMING_CALLS):
            await self.client.call(link, self.spec.func, json.loads(next(self.parms[link])))
        await asyncio.sleep(PUSH_SECONDS if work.needs_receiver(self.spec.func) else 0)

    def send(self, link: Link) -> None:
        seq = len(self.begun)
        self.waiting += 1
        message = b'%s%s%s%d"}' % (self.head, next(self.parms[link]), self.tail, seq)
        self.begun.append(now())
        link.send(message)

    def receive(self, link: Link, payload: bytes) -> None:
        at = payload.find(self.mark)
        if at < 0:
            self.pushes += _PUSH in payload
            return
        start = at + len(self.mark)
        took = now() - self.begun[int(payload[start : payload.index(b'"', start)])]
        self.waiting -= 1
        self.replies += 1
        if _GOOD not in payload:
            self._check(payload)
        if self.recording:
            self.times.append(took)
        if self.sending:
            self.send(link)
        elif not self.waiting:
            self.drained.set()

    def _check(self, payload: bytes) -> None:
        errno = json.loads(payload).get("errno")
        if errno != 0:
            self.errnos[str(errno)] += 1
            self.sample = self.sample or payload[:300].decode(errors="replace")

    async def run(self) -> CallFigures:
        await self.connect()
        for link in self.links[: self.spec.sockets]:
            for _ in range(self.spec.in_flight):
                self.send(link)
        await asyncio.sleep(self.spec.warmup)
        figures = await self._measured()
        await self._drain()
        figures.lost = self.waiting
        figures.errnos = dict(self.errnos)
        figures.sample = self.sample
        if work.needs_receiver(self.spec.func):
            figures.pushes_missing = self.replies - self.errnos.total() - self.pushes
        for link in self.links:
            link.close()
        return figures

    async def _measured(self) -> CallFigures:
        """The figures of a time of steady load, without its beginning and its end."""
        pids = self.spec.target.pids
        cpu, busy = procs.cpu_seconds(pids), procs.machine_busy_seconds()
        own = procs.own_cpu_seconds()
        self.recording, begin = True, now()
        await asyncio.sleep(self.spec.seconds)
        self.recording, seconds = False, now() - begin
        own_spent, busy_spent = procs.own_cpu_seconds() - own, procs.machine_busy_seconds() - busy
        done = len(self.times)
        self.times.sort()
        return CallFigures(
            func=self.spec.func,
            sockets=self.spec.sockets,
            in_flight=self.spec.in_flight,
            done=done,
            seconds=seconds,
            rate=done / seconds,
            p50=quantile_ms(self.times, 0.5),
            p95=quantile_ms(self.times, 0.95),
            p99=quantile_ms(self.times, 0.99),
            cpu=procs.spent(cpu, procs.cpu_seconds(pids), done),
            client_cpu=own_spent * 1e6 / max(done, 1),
            cores_busy=busy_spent / seconds,
            errnos={},
            lost=0,
            pushes_missing=0,
        )

    async def _drain(self) -> None:
        """Wait for the replies that are due; calls without one count as lost."""
        self.sending = False
        if not self.waiting:
            return
        try:
            await asyncio.wait_for(self.drained.wait(), self.spec.drain)
        except TimeoutError:
            return
        if work.needs_receiver(self.spec.func):
            await asyncio.sleep(PUSH_SECONDS)
