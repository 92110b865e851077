"""Commands to Redis whose answers are awaited: those of one turn of the event loop in one write.

When thousands of clients come back at once, each start is a command here; a pool would open
thousands of connections for them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import cache
from hashlib import sha1
from typing import Any, NamedTuple

import hiredis
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import ResponseError

from front.redis_link import Link

ANSWER_SECONDS = 4


@cache
def script_name(script: str) -> str:
    """What EVALSHA calls a script by."""
    return sha1(script.encode()).hexdigest()  # noqa: S324 - how Redis names scripts


class Waiting(NamedTuple):
    until: float
    """By the loop's clock."""
    answer: asyncio.Future[Any]


class Commands:
    """One connection for the whole process; answers come in the order of the commands."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._unsent: list[tuple[Any, ...]] = []
        self._waiting: deque[Waiting] = deque()
        self._link = Link("commands", url, answer=self._answered, up=lambda: None, down=self._lost)

    async def start(self) -> None:
        """Connect. Raises when Redis is away."""
        await self._link.start()

    def send(self, *command: str | bytes | int) -> asyncio.Future[Any]:
        """The answer, when it comes. Raises RedisError, also when the connection is lost."""
        answer: asyncio.Future[Any] = self._loop.create_future()
        if not self._link.is_up:
            answer.set_exception(Lost("redis is away"))
            return answer
        if not self._unsent:
            self._loop.call_soon(self._flush)
        self._unsent.append(command)
        self._waiting.append(Waiting(self._loop.time() + ANSWER_SECONDS, answer))
        return answer

    async def run(self, script: str, keys: list[str], args: list[str | bytes | int]) -> Any:
        """The answer of a Lua script. Raises RedisError."""
        rest = (len(keys), *keys, *args)
        try:
            return await self.send("EVALSHA", script_name(script), *rest)
        except ResponseError as error:
            if not str(error).startswith("NOSCRIPT"):
                raise
        return await self.send("EVAL", script, *rest)

    def _flush(self) -> None:
        unsent, self._unsent = self._unsent, []
        self._link.send(*unsent)

    def _answered(self, value: Any) -> None:
        answer = self._waiting.popleft().answer
        if answer.done():
            return
        if isinstance(value, hiredis.ReplyError):
            answer.set_exception(ResponseError(str(value)))
        else:
            answer.set_result(value)

    def expire(self) -> None:
        """Give the connection up when Redis does not answer; to be called regularly."""
        if self._waiting and self._waiting[0].until < self._loop.time():
            self._link.drop()

    def _lost(self) -> None:
        self._unsent.clear()
        while self._waiting:
            answer = self._waiting.popleft().answer
            if not answer.done():
                answer.set_exception(Lost("redis was lost"))

    def stop(self) -> None:
        """Stop; commands without an answer raise."""
        self._link.close()
        self._lost()
