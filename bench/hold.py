"""One share of a large crowd: open, hold, receive one post, report; each step on a command."""

import asyncio
from collections import Counter
from time import monotonic as now

from bench.client import CallFailed, Client, Link
from bench.crowd import in_parallel
from bench.frames import BadFrame
from bench.specs import HoldFigures, HoldSpec

PAUSE_SECONDS = 0.2
"""Before a connection that was refused is tried again."""
_OPENING_ERRORS = (OSError, TimeoutError, CallFailed, BadFrame)


class HoldLoad:
    """Commands: `open`, `back`, `expect TEXT`, `publish TEXT`, `report`, `close`.

    All answer with figures.
    """

    def __init__(self, spec: HoldSpec) -> None:
        self.spec = spec
        self.client = Client(spec.target)
        self.links: list[Link] = []
        self.figures = HoldFigures()
        self.mark = b""

    async def obey(self, order: str) -> HoldFigures:
        """Carry out one command and return the figures."""
        word, _, text = order.partition(" ")
        if word == "open":
            await self.open()
        elif word == "back":
            await self.back()
        elif word == "expect":
            self.expect(text)
        elif word == "publish":
            await self.publish(text)
        elif word == "close":
            self.close()
        return self.report()

    async def open(self) -> None:
        begin = now()
        numbers = range(self.spec.first, self.spec.first + self.spec.connections)
        await in_parallel(iter(numbers), self.spec.parallel, self._open_one)
        self.figures.seconds = now() - begin

    async def back(self) -> None:
        """Open each lost connection again, and try again as often as it is refused."""
        begin = now()
        lost = [link.uid for link in self.links if link.closed]
        self.links = [link for link in self.links if not link.closed]
        await in_parallel(iter(lost), self.spec.parallel, self._try_again)
        self.figures.seconds = now() - begin

    async def _try_again(self, number: int) -> None:
        while True:
            try:
                return await self._enter(number)
            except _OPENING_ERRORS:
                await asyncio.sleep(PAUSE_SECONDS)

    async def _open_one(self, number: int) -> None:
        try:
            await self._enter(number)
        except _OPENING_ERRORS as error:
            self.figures.failed += 1
            self.figures.sample = self.figures.sample or repr(error)

    async def _enter(self, number: int) -> None:
        link = await self.client.enter(number, self.spec.source)
        await self.client.call(link, "group.regupdate", {"gid": self.spec.gid})
        link.receive = self.receive
        self.links.append(link)

    def expect(self, text: str) -> None:
        """From now on count the pushes that carry `text`."""
        self.mark = text.encode()
        self.figures.received = 0
        self.figures.first_at = self.figures.last_at = 0.0

    def receive(self, link: Link, payload: bytes) -> None:
        if self.mark and self.mark in payload:
            self.figures.last_at = now()
            self.figures.received += 1
            if self.figures.received == 1:
                self.figures.first_at = self.figures.last_at

    async def publish(self, text: str) -> None:
        """Post `text` into the group over a connection of its own; the time is that of the call."""
        link = await self.client.enter(self.spec.publisher)
        begin = now()
        await self.client.call(link, "group.addpost", {"gid": self.spec.gid, "content": text})
        self.figures.seconds = now() - begin
        link.close()

    def report(self) -> HoldFigures:
        self.figures.open = sum(not link.closed for link in self.links)
        self.figures.codes = dict(Counter(map(str, self.client.lost_codes)))
        return self.figures

    def close(self) -> None:
        for link in self.links:
            link.close()
