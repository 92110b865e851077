"""A websocket client for tens of thousands of connections in one process.

It costs a load generator about 15 us per call: no task per connection, requests joined from bytes,
and replies found by their cdata instead of being parsed.
"""

import asyncio
import json
import secrets
import zlib
from collections.abc import Callable
from itertools import count
from typing import Any, Final, cast
from urllib.parse import urlsplit

from bench import frames
from bench.specs import FIRST_DEVICE, Target, session_id

NEW_GROUP: Final = {"name": "bench", "board": "Everybody may watch."}

Receiver = Callable[["Link", bytes], None]


class CallFailed(Exception):
    """A call needed to set up a measurement was refused; the text holds the whole reply."""


def _ignore(link: "Link", payload: bytes) -> None:
    """Ignore what a connection receives."""


class Link(asyncio.Protocol):
    """One websocket. `receive(link, payload)` gets every message, inflated."""

    __slots__ = ("_client", "_inflate", "_rest", "_up", "closed", "code", "receive", "tcp", "uid")

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._inflate = client.target.zlib
        self._rest = b""
        self._up: asyncio.Future[None] | None = asyncio.get_running_loop().create_future()
        self.closed = False
        self.code = 0
        self.receive: Receiver = _ignore
        self.uid = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.tcp = cast(asyncio.Transport, transport)  # uvloop's does not inherit from it
        self.tcp.write(self._client.upgrade)

    async def opened(self) -> None:
        """Wait for the server's upgrade answer; raises BadFrame or ConnectionError."""
        if self._up is not None:
            await asyncio.wait_for(self._up, self._client.timeout)
            self._up = None

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        try:
            if self._up is not None and not self._up.done():
                data = self._finish_upgrade(data)
            else:
                data = frames.split(data, self._frame)
        except frames.BadFrame as error:
            self._give_up(error)
        self._rest = data

    def _finish_upgrade(self, data: bytes) -> bytes:
        assert self._up is not None
        rest = frames.after_upgrade(data)
        if rest is None:
            return data
        self._up.set_result(None)
        return frames.split(rest, self._frame)

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == frames.TEXT:
            self.receive(self, payload)
        elif opcode == frames.BINARY:
            self.receive(self, zlib.decompress(payload))
        elif opcode == frames.PING:
            self.tcp.write(frames.encode(payload, frames.PONG))
        elif opcode == frames.CLOSE:
            self.code = int.from_bytes(payload[:2], "big")
            self.tcp.close()

    def _give_up(self, error: Exception) -> None:
        if self._up is not None and not self._up.done():
            self._up.set_exception(error)
        self.tcp.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed:
            self.closed = True
            self._client.lost(self)
        if self._up is not None and not self._up.done():
            self._up.set_exception(ConnectionError(f"closed while opening: {exc}"))

    def send(self, payload: bytes) -> None:
        """Send one JSON message, deflated on a compressed connection."""
        if self._inflate:
            self.tcp.write(frames.encode(zlib.compress(payload), frames.BINARY))
        else:
            self.tcp.write(frames.encode(payload))

    def close(self) -> None:
        """End the connection from this side, without the closing handshake."""
        self.closed = True
        self.tcp.abort()


class Client:
    """Opens links to one target and makes the few calls a measurement needs before it starts."""

    def __init__(self, target: Target, timeout: float = 10.0) -> None:
        url = urlsplit(target.url)
        assert url.hostname
        assert url.port
        query = "&".join(filter(None, (url.query, "usezlib=1" if target.zlib else "")))
        path = f"{url.path}?{query}" if query else url.path
        self.target = target
        self.timeout = timeout
        self.host, self.port = url.hostname, url.port
        self.upgrade = frames.upgrade_request(url.netloc, path)
        self.lost_codes: list[int] = []
        # With a tag that was used before, a write would be a resend, which is not executed.
        self.tag = secrets.token_hex(4)
        self._calls = count()

    def lost(self, link: Link) -> None:
        """Called by a link that the server, or the network, has closed."""
        self.lost_codes.append(link.code)

    async def open(self, source: str | None = None) -> Link:
        """A connection from the local address `source`, without a session."""
        loop = asyncio.get_running_loop()
        local = (source, 0) if source else None
        dialing = loop.create_connection(lambda: Link(self), self.host, self.port, local_addr=local)
        _, link = await asyncio.wait_for(dialing, self.timeout)
        await link.opened()
        return link

    async def enter(
        self, number: int, source: str | None = None, device: str = FIRST_DEVICE
    ) -> Link:
        """A connection of the bench user `number`; its session is started if the target has any."""
        link = await self.open(source)
        link.uid = number
        if self.target.sessions:
            await self.call(link, "session.start2", {"sessionid": session_id(number, device)})
        return link

    async def call(self, link: Link, func: str, parm: dict[str, Any]) -> dict[str, Any]:
        """The result of one call; raises CallFailed for any errno but 0. Not for measured calls."""
        cdata = f"setup-{self.tag}-{next(self._calls)}"
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        before, link.receive = link.receive, _waiter(cdata, answer)
        link.send(json.dumps({"func": func, "parm": parm, "cdata": cdata}).encode())
        try:
            reply = await asyncio.wait_for(answer, self.timeout)
        finally:
            link.receive = before
        if reply["errno"]:
            raise CallFailed(f"{self.target.name}: {func} answered {reply}")
        result: dict[str, Any] = reply["result"]
        return result


def _waiter(cdata: str, answer: asyncio.Future[dict[str, Any]]) -> Receiver:
    mark = cdata.encode()

    def receive(link: Link, payload: bytes) -> None:
        if mark in payload and not answer.done():
            answer.set_result(json.loads(payload))

    return receive
