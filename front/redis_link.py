"""A bare connection to Redis inside the event loop: bytes out, parsed answers in, no task, no wait.

redis-py's asyncio client costs some hundred microseconds a command and a message, more than
everything else a gateway does for a call. It still makes the connection (address, TLS, login); the
socket is then read by hiredis where it arrives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import hiredis
from redis.exceptions import RedisError

from configuration import redis_servers
from log import log

RETRY_SECONDS = 0.3
CONNECT_SECONDS = 2
LOGIN_SECONDS = 4
"""To ask for the address, connect and log in; a server that hangs must not be waited for."""


def pool_for(url: str) -> Any:
    return redis_servers.async_client(
        url,
        protocol=2,
        socket_timeout=None,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_keepalive=True,
        retry=redis_servers.ONCE,
    ).connection_pool


async def some_start(starts: Iterable[Awaitable[None]]) -> None:
    """Start parts that use one server each, all at once. Raises when none of them starts."""
    ended = await asyncio.gather(*starts, return_exceptions=True)
    failed = [one for one in ended if one is not None]
    for error in failed:
        if len(failed) == len(ended) or not isinstance(error, RedisError | OSError):
            raise error
        log.error("redis is away at the start", error=error)


def _is_of_no_primary(answer: Any) -> bool:
    """Whether it is an error of a server that was a primary: another has to be connected to."""
    return isinstance(answer, hiredis.ReplyError) and str(answer).startswith("READONLY")


class Link(asyncio.Protocol):
    """One connection that is made again whenever it breaks.

    `answer` gets every reply and message; `up` is called when a connection stands, `down` when
    it is lost, with everything unanswered lost as well.
    """

    def __init__(
        self,
        name: str,
        url: str,
        *,
        answer: Callable[[Any], None],
        up: Callable[[], None],
        down: Callable[[], None],
    ) -> None:
        self._name = name
        self._pool = pool_for(url)
        self._answer, self._up, self._down = answer, up, down
        self._writer: Any = None
        self._transport: asyncio.Transport | None = None
        self._reader = hiredis.Reader()
        self._connecting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def is_up(self) -> bool:
        return self._transport is not None

    async def start(self) -> None:
        """Connect. Raises RedisError or OSError, and all the same goes on trying."""
        try:
            await self._connect()
        except (RedisError, OSError):
            self._connecting = asyncio.get_running_loop().create_task(self._again())
            raise

    async def _connect(self) -> None:
        connection = self._pool.make_connection()
        async with asyncio.timeout(LOGIN_SECONDS):
            await connection.connect()
        # Taken from the connection, which would close it when the garbage collector finds it.
        self._writer, connection._writer = connection._writer, None
        transport = self._writer.transport
        self._reader = hiredis.Reader()
        self._transport = transport
        transport.set_protocol(self)
        self._up()

    def send(self, *commands: tuple[Any, ...]) -> None:
        """Write commands; `is_up` must hold."""
        if self._transport is not None:
            self._transport.write(b"".join(hiredis.pack_command(one) for one in commands))

    def drop(self) -> None:
        """Give the connection up; a new one is made."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            while (answer := self._reader.gets()) is not False:
                if _is_of_no_primary(answer):
                    self.drop()
                    return
                self._answer(answer)
        except hiredis.ProtocolError as error:
            log.error("redis spoke nonsense", link=self._name, error=error)
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = self._writer = None
        if self._closed:
            return
        log.error("redis lost", link=self._name, error=exc or "closed")
        self._down()
        self._connecting = asyncio.get_running_loop().create_task(self._again())

    async def _again(self) -> None:
        while not self._closed:
            try:
                await self._connect()
            except (RedisError, OSError):
                await asyncio.sleep(RETRY_SECONDS)
            else:
                log.info("redis back", link=self._name)
                return

    def close(self) -> None:
        self._closed = True
        if self._connecting is not None:
            self._connecting.cancel()
        if self._transport is not None:
            self._transport.close()
