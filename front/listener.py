"""The gateway's subscription on a Redis: its two channels, for as long as the process runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError

from front.redis_link import Link
from wire import bus

PROBE_SECONDS = 5


class Listener:
    """Calls `receive` for every message; `again` after a pause in which some were missed."""

    def __init__(
        self, url: str, front: str, receive: Callable[[bytes], None], again: Callable[[], None]
    ) -> None:
        self._channels = (bus.channel(front), bus.every_gateway())
        self._receive, self._again = receive, again
        self._link = Link("bus", url, answer=self._heard, up=self._subscribe, down=self._lost)
        self._ready = asyncio.Event()
        self._lost_before = False
        self._silent = False
        self._probing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Subscribe; returns when the subscription is confirmed.

        Raises when Redis is away, and all the same goes on trying.
        """
        self._probing = asyncio.get_running_loop().create_task(self._probe())
        try:
            await self._link.start()
        except (RedisError, OSError):
            self._lost()
            raise
        await self._ready.wait()

    def _subscribe(self) -> None:
        self._silent = False
        self._link.send(("SUBSCRIBE", *self._channels))

    def _lost(self) -> None:
        self._lost_before = True
        self._ready.clear()

    def _heard(self, answer: Any) -> None:
        self._silent = False
        if not isinstance(answer, list):
            return
        if answer[0] == b"message":
            self._receive(answer[2])
        elif answer[0] == b"subscribe" and answer[2] == len(self._channels):
            self._ready.set()
            if self._lost_before:
                self._again()

    async def _probe(self) -> None:
        """Drop a connection that is open but answers nothing, not even a ping."""
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            if self._silent:
                self._link.drop()
            elif self._link.is_up:
                self._silent = True
                self._link.send(("PING",))

    def stop(self) -> None:
        """Stop listening."""
        if self._probing is not None:
            self._probing.cancel()
        self._link.close()
