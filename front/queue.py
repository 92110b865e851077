"""Calls to the queue: all that came up in one turn of the event loop in one LPUSH."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from front.redis_link import Link
from log import log
from settings import settings
from tasks.rpc import Rpc
from telemetry.traces import Trace
from wire.calls import Envelope, Origin

ANSWER_SECONDS = 4

Fail = Callable[[int], None]
"""Tells the caller of the call with this number that no worker will answer."""


class Queue(Protocol):
    """Where calls go."""

    def send(self, function: Rpc, parm: bytes, origin: Origin, trace: Trace | None = None) -> None:
        """Queue a call soon; a failure comes back through `fail`."""

    async def start(self) -> None:
        """Connect. Raises when the broker is away."""

    def expire(self) -> None:
        """Give the connection up to a broker that does not answer; to be called regularly."""

    async def close(self) -> None:
        """Send what is left."""


class Unsent(NamedTuple):
    """What goes into one queue with one command."""

    calls: list[int]
    messages: list[bytes]


class Sent(NamedTuple):
    """The calls of one command."""

    until: float
    """By the loop's clock."""
    calls: list[int]


class RedisQueue:
    """Writes Celery messages into the broker's lists by itself, never blocking the loop."""

    def __init__(self, fail: Fail) -> None:
        self._fail_call = fail
        self._loop = asyncio.get_running_loop()
        self._envelopes: dict[str, Envelope] = {}
        self._unsent: dict[str, Unsent] = {}
        self._unanswered: deque[Sent] = deque()
        self._link = Link(
            "queue",
            settings.redis.broker_url,
            answer=self._answered,
            up=lambda: None,
            down=self._lost,
        )

    async def start(self) -> None:
        await self._link.start()

    def send(self, function: Rpc, parm: bytes, origin: Origin, trace: Trace | None = None) -> None:
        envelope = self._envelopes.get(function.name)
        if envelope is None:
            envelope = self._envelopes[function.name] = Envelope(function.name, function.queue)
        if not self._unsent:
            self._loop.call_soon(self._flush)
        unsent = self._unsent.setdefault(function.queue, Unsent([], []))
        unsent.calls.append(origin.call)
        unsent.messages.append(envelope.message(parm, origin, trace.sent() if trace else ""))

    def _flush(self) -> None:
        all_unsent, self._unsent = self._unsent, {}
        if not self._link.is_up:
            self._fail([call for unsent in all_unsent.values() for call in unsent.calls])
            return
        # One answer for each command.
        until = self._loop.time() + ANSWER_SECONDS
        self._unanswered.extend(Sent(until, unsent.calls) for unsent in all_unsent.values())
        self._link.send(*(("LPUSH", queue, *one.messages) for queue, one in all_unsent.items()))

    def _answered(self, answer: Any) -> None:
        calls = self._unanswered.popleft().calls
        if isinstance(answer, Exception):
            log.error("queue refused calls", error=answer, calls=len(calls))
            self._fail(calls)

    def _lost(self) -> None:
        lost = [call for sent in self._unanswered for call in sent.calls]
        self._unanswered.clear()
        self._fail(lost)

    def _fail(self, calls: list[int]) -> None:
        for call in calls:
            self._fail_call(call)

    def expire(self) -> None:
        if not self._link.is_up:
            return
        now = self._loop.time()
        if not self._unanswered:
            # The queue may be full of our calls: then nothing else would show that it hangs.
            self._unanswered.append(Sent(now + ANSWER_SECONDS, []))
            self._link.send(("PING",))
        elif self._unanswered[0].until < now:
            self._link.drop()

    async def close(self) -> None:
        self._link.close()


def speaks_redis() -> bool:
    """Whether the broker is a Redis, so that we write its lists ourselves."""
    return "redis" in settings.redis.broker_url.partition(":")[0]


def make(fail: Fail) -> Queue:
    """The queue for the broker of the settings."""
    if speaks_redis():
        return RedisQueue(fail)
    from front.amqp_queue import AmqpQueue

    return AmqpQueue(fail)
