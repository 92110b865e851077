"""Puts what is addressed to the user into one order: nothing missing, nothing twice."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

ROOM = 1000
"""So many pushes wait for the app; what has a number beyond them is fetched later."""
PAGE = 200
UNNUMBERED = ("resync", "gap")
"""Their `seq` is not a number of their own."""

Push = dict[str, Any]


class Stream:
    """Pushes in order: `async for push in stream`."""

    def __init__(self, fetch: Callable[[int, int], Awaitable[Any]], seq: int | None) -> None:
        self.seq = 0
        """Everything up to here was handed to the app, and the app has asked for more."""
        self._fetch = fetch
        self._started = False
        self._last = self._newest = 0
        self._waiting: deque[Push] = deque()
        self._news = asyncio.Event()
        self._taken: Push | None = None
        self._fetching: asyncio.Task[None] | None = None
        self._dropped = self._ended = False
        if seq is not None:
            self._begin(seq)

    def _begin(self, seq: int) -> None:
        self._started = True
        self.seq = self._last = self._newest = seq

    def online(self, seq: int) -> None:
        """A session was started; `seq` is the number of the last thing addressed to the user."""
        if not self._started:
            self._begin(seq)
        if seq < self._last:  # the service has less than before, as after a restored backup
            self._begin(seq)
            self._put({"type": "gap", "seq": seq, "data": {}})
        self._behind(seq)

    def take(self, push: Push) -> None:
        """A push came."""
        seq = push.get("seq")
        if push["type"] == "resync" or seq is None:
            self._behind(seq or 0)
            self._when_room(push)
        elif seq == self._last + 1 and len(self._waiting) < ROOM:
            self._number(push)
        else:
            self._behind(seq)

    def _when_room(self, push: Push) -> None:
        if len(self._waiting) < ROOM:
            self._put(push)
        else:
            self._dropped = True

    def _number(self, push: Push) -> None:
        self._last = push["seq"]
        self._newest = max(self._newest, self._last)
        self._put(push)

    def _behind(self, seq: int) -> None:
        self._newest = max(self._newest, seq)
        idle = self._fetching is None or self._fetching.done()
        if self._newest > self._last and idle and not self._ended:
            self._fetching = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        while self._newest > self._last and len(self._waiting) < ROOM:
            asked = self._last
            self._synced(asked, await self._fetch(asked, PAGE))

    def _synced(self, asked: int, found: Any) -> None:
        if found["gap"]:
            self._put({"type": "gap", "seq": found["seq"], "data": {}})
        for item in found["items"]:
            if item["seq"] > self._last:
                self._number({key: item[key] for key in ("type", "seq", "data")})
        self._last = max(self._last, found["seq"])
        if not found["more"] and found["seq"] <= asked:
            # Numbers that the service does not know of would be asked for without end.
            self._newest = self._last

    # ---------------------------------------------------------------------------- the app

    def _put(self, push: Push) -> None:
        self._waiting.append(push)
        self._news.set()

    def __aiter__(self) -> Stream:
        return self

    async def __anext__(self) -> Push:
        """The next push; asking for it says that the one before is done with."""
        self._done()
        while not self._waiting:
            if self._ended:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        self._taken = self._waiting.popleft()
        if len(self._waiting) < ROOM // 2:
            self._refill()
        return self._taken

    def _done(self) -> None:
        if not self._waiting and self._started:
            self.seq = max(self.seq, self._last)
        elif self._taken and self._taken["type"] not in UNNUMBERED:
            self.seq = self._taken.get("seq") or self.seq
        self._taken = None

    def _refill(self) -> None:
        if self._dropped:
            self._dropped = False
            self._put({"type": "resync", "seq": self._last, "data": {}})
        self._behind(self._last)

    def end(self) -> None:
        self._ended = True
        self._news.set()
        if self._fetching:
            self._fetching.cancel()
