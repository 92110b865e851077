"""The gateway's ear on Redis: its two channels, for as long as the process lives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from log import log
from settings import settings
from wire import bus

RETRY_SECONDS = 0.5
PROBE_SECONDS = 10


class Listener:
    """Calls `receive` for every message; `again` after a pause in which some were missed."""

    def __init__(
        self, front: str, receive: Callable[[bytes], None], again: Callable[[], None]
    ) -> None:
        self._channels = (bus.channel(front), bus.EVERY_GATEWAY)
        self._receive, self._again = receive, again
        self._task: asyncio.Task[None] | None = None
        self._redis = Redis.from_url(
            settings.redis_url,
            socket_timeout=None,
            socket_connect_timeout=2,
            socket_keepalive=True,
            health_check_interval=PROBE_SECONDS,
        )

    async def start(self) -> None:
        """Subscribe; returns when the subscription stands. Raises when Redis is away."""
        pubsub = await self._subscribe()
        self._task = asyncio.get_running_loop().create_task(self._run(pubsub))

    async def _subscribe(self) -> PubSub:
        pubsub = self._redis.pubsub(ignore_subscribe_messages=False)
        await pubsub.subscribe(*self._channels)
        for _ in self._channels:
            await pubsub.get_message(timeout=5)
        return pubsub

    async def _run(self, pubsub: PubSub) -> None:
        while True:
            try:
                await self._listen(pubsub)
            except (RedisError, OSError) as error:
                log.error("bus lost", error=str(error))
            pubsub = await self._resubscribe(pubsub)
            self._again()

    async def _listen(self, pubsub: PubSub) -> None:
        while True:
            message = await pubsub.get_message(timeout=PROBE_SECONDS)
            if message is None:
                await pubsub.ping()
            elif message["type"] == "message":
                self._receive(message["data"])

    async def _resubscribe(self, broken: PubSub) -> PubSub:
        while True:
            try:
                await broken.aclose()  # type: ignore[no-untyped-call]
                fresh = await self._subscribe()
            except (RedisError, OSError):
                await asyncio.sleep(RETRY_SECONDS)
            else:
                log.info("bus back")
                return fresh

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        await self._redis.aclose()
