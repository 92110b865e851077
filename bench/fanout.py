"""One post to many watchers: deliveries per second, and how long until the last one has it."""

import asyncio
from time import perf_counter as now

from bench import procs
from bench.client import NEW_GROUP, Client, Link
from bench.crowd import gather, in_parallel
from bench.results import p50_p99_ms, quantile_ms
from bench.specs import FanoutFigures, FanoutSpec

_POST = b'{"func":"group.addpost","parm":{"gid":%d,"content":"%s"},"cdata":"%s%d"}'
_GOOD = b'"errno":0,'


class FanoutLoad:
    """Keeps a window of posts on their way; when all watchers have one, the next starts."""

    def __init__(self, spec: FanoutSpec) -> None:
        self.spec = spec
        self.client = Client(spec.target)
        self.mark = b"fan-%s-" % self.client.tag.encode()
        self.gid = 0
        self.publisher: Link | None = None
        self.watchers: list[Link] = []
        self.sent: list[float] = []
        self.missing: list[int] = []  # by post: the watchers that do not have it yet
        self.times: list[float] = []
        self.whole: list[float] = []
        self.limit = 0
        self.open = 0
        self.refused = 0
        self.done = asyncio.Event()
        self.last, self.last_seq = b"", 0

    async def connect(self) -> None:
        spec = self.spec
        self.publisher = await self.client.enter(spec.watchers + 1)
        group = await self.client.call(self.publisher, "group.create", NEW_GROUP)
        self.gid = group["gid"]
        self.watchers = await gather(self.client, spec.watchers, spec.addresses, spec.parallel)
        await in_parallel(iter(range(spec.watchers)), spec.parallel, self.watch)
        self.publisher.receive = self.answered

    async def watch(self, number: int) -> None:
        link = self.watchers[number]
        await self.client.call(link, "group.regupdate", {"gid": self.gid})
        link.receive = self.receive

    def publish(self) -> None:
        assert self.publisher is not None
        seq = len(self.sent)
        text = (b"post~%d~" % seq).ljust(self.spec.size, b"x")
        self.sent.append(now())
        self.missing.append(self.spec.watchers)
        self.open += 1
        self.publisher.send(_POST % (self.gid, text, self.mark, seq))

    def answered(self, link: Link, payload: bytes) -> None:
        if self.mark in payload and _GOOD not in payload:
            self.refused += 1

    def receive(self, link: Link, payload: bytes) -> None:
        # All watchers get the same bytes, so mostly the last payload is seen again.
        if payload != self.last:
            start = payload.find(b"post~") + 5
            if start < 5:
                return
            self.last_seq = int(payload[start : payload.index(b"~", start)])
            self.last = payload
        seq = self.last_seq
        took = now() - self.sent[seq]
        self.times.append(took)
        self.missing[seq] -= 1
        if not self.missing[seq]:
            self.complete(took)

    def complete(self, took: float) -> None:
        self.whole.append(took)
        self.open -= 1
        if len(self.sent) < self.limit:
            self.publish()
        elif not self.open:
            self.done.set()

    async def publish_all(self, posts: int, window: int) -> float:
        """The seconds until every watcher had `posts` more posts, or until the time was over."""
        self.done.clear()
        self.limit = len(self.sent) + posts
        begin = now()
        for _ in range(min(window, posts)):
            self.publish()
        try:
            await asyncio.wait_for(self.done.wait(), self.spec.timeout)
        except TimeoutError:
            return self.spec.timeout
        return now() - begin

    async def run(self) -> FanoutFigures:
        """First one post at a time, for the times; then a window of them, for the rate."""
        await self.connect()
        await self.publish_all(self.spec.warmup, window=1)
        self.forget_times()
        await self.publish_all(max(self.spec.posts // 4, 4), window=1)
        alone, whole = list(self.times), sorted(self.whole)
        self.forget_times()
        figures = await self._measure()
        figures.p50, figures.p99 = p50_p99_ms(alone)
        figures.all_p50 = quantile_ms(whole, 0.5)
        for link in (self.publisher, *self.watchers):
            assert link is not None
            link.close()
        return figures

    def forget_times(self) -> None:
        self.times.clear()
        self.whole.clear()

    async def _measure(self) -> FanoutFigures:
        spec, pids = self.spec, self.spec.target.pids
        cpu, own = procs.cpu_seconds(pids), procs.own_cpu_seconds()
        seconds = await self.publish_all(spec.posts, spec.window)
        copies = len(self.times)
        own = procs.own_cpu_seconds() - own
        return FanoutFigures(
            watchers=spec.watchers,
            posts=spec.posts,
            window=spec.window,
            rate=copies / seconds,
            cpu=procs.spent(cpu, procs.cpu_seconds(pids), copies),
            client_cpu=own * 1e6 / max(copies, 1),
            missing=sum(self.missing),
            lost=len(self.client.lost_codes),
            errnos={"refused": self.refused} if self.refused else {},
        )
