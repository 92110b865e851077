"""Calls to the queue: all that came up in one turn of the event loop in one LPUSH."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from log import log
from tasks.rpc import Rpc
from wire.calls import CALL_SECONDS, Envelope, Origin, shown_arguments, stamp, task_id

if TYPE_CHECKING:
    from front.hub import Hub


class Queue(Protocol):
    """Where calls go."""

    def send(self, function: Rpc, parm: bytes, origin: Origin) -> None:
        """Queue a call soon; a failure comes back through `hub.calls.fail`."""

    async def close(self) -> None:
        """Send what is left."""


class RedisQueue:
    """Writes Celery messages into the broker's lists by itself, never blocking the loop."""

    def __init__(self, hub: Hub, redis: Redis) -> None:
        self._hub, self._redis = hub, redis
        self._envelopes: dict[str, Envelope] = {}
        self._batch: list[tuple[str, bytes, int]] = []
        self._flushing: asyncio.Task[None] | None = None

    def send(self, function: Rpc, parm: bytes, origin: Origin) -> None:
        envelope = self._envelopes.get(function.name)
        if envelope is None:
            envelope = self._envelopes[function.name] = Envelope(function.name, function.queue)
        self._batch.append((function.queue, envelope.message(parm, origin), origin.call))
        if self._flushing is None:
            self._flushing = self._hub.loop.create_task(self._flush())

    async def _flush(self) -> None:
        while self._batch:
            batch, self._batch = self._batch, []
            try:
                await self._push(batch)
            except (RedisError, OSError) as error:
                log.error("queue unreachable", error=str(error), calls=len(batch))
                for _, _, call in batch:
                    self._hub.calls.fail(call)
        self._flushing = None

    async def _push(self, batch: list[tuple[str, bytes, int]]) -> None:
        queues: dict[str, list[bytes]] = {}
        for queue, message, _ in batch:
            queues.setdefault(queue, []).append(message)
        async with self._redis.pipeline(transaction=False) as pipeline:
            for queue, messages in queues.items():
                pipeline.lpush(queue, *messages)
            await pipeline.execute()

    async def close(self) -> None:
        if self._flushing is not None:
            await self._flushing


class CeleryQueue:
    """Any other broker: Celery's own apply_async, in threads because it blocks."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._threads = ThreadPoolExecutor(4, "celery")
        self._sending: set[asyncio.Future[Any]] = set()

    def send(self, function: Rpc, parm: bytes, origin: Origin) -> None:
        future = self._hub.loop.run_in_executor(self._threads, apply, function, parm, origin)
        self._sending.add(future)
        future.add_done_callback(lambda done: self._sent(done, origin.call))

    def _sent(self, future: asyncio.Future[Any], call: int) -> None:
        self._sending.discard(future)
        if future.cancelled() or (error := future.exception()):
            log.error("queue unreachable", error=str(error), calls=1)
            self._hub.calls.fail(call)

    async def close(self) -> None:
        if self._sending:
            await asyncio.wait(self._sending)
        self._threads.shutdown(wait=False)


def apply(function: Rpc, parm: bytes, origin: Origin) -> None:
    """What Envelope does, through Celery."""
    from tasks import app

    app.send_task(
        function.name,
        args=(parm.decode(), list(origin)),
        task_id=task_id(origin),
        queue=function.queue,
        expires=stamp(origin.at + CALL_SECONDS),
        argsrepr=shown_arguments(parm, origin),
        kwargsrepr="{}",
        ignore_result=True,
        retry=False,
    )
