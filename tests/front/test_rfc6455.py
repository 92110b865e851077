"""Autobahn's cases for our frames: all but compression, which we do not offer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import kosoku
import pytest
from kosoku._kosoku import Behavior, BehaviorClose

from front import websocket
from front.websocket import BINARY, TEXT, WebSocket

GOOD = (Behavior.OK, Behavior.INFORMATIONAL)
ENDS = (BehaviorClose.OK, BehaviorClose.INFORMATIONAL)
CASES = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*"]


class Echo(WebSocket):
    """Sends every message back as the kind it came as."""

    __slots__ = ("kind",)
    limit = 32 * 1024 * 1024

    def _opcode(self, opcode: int, final: bool, payload: bytes) -> None:
        if opcode in (TEXT, BINARY):
            self.kind = opcode
        super()._opcode(opcode, final, payload)

    def on_message(self, data: bytes) -> None:
        self.write(websocket.encode(self.kind, data))

    def on_closing(self) -> None:
        asyncio.get_running_loop().call_later(1, self.transport.close)

    def on_closed(self) -> None:
        pass


class Handshake(asyncio.Protocol):
    """The opening handshake, and then the socket."""

    def __init__(self) -> None:
        self.head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.head += data
        head, end, rest = self.head.partition(b"\r\n\r\n")
        if not end:
            return
        lines = (line.split(b":", 1) for line in head.split(b"\r\n")[1:])
        headers = {name.lower().strip(): value.strip() for name, value in lines}
        accept = websocket.accept_key(headers[b"sec-websocket-key"].decode()).encode()
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept
        )
        echo = Echo(self.transport)
        self.transport.set_protocol(echo)
        if rest:
            echo.data_received(rest)


@pytest.fixture
async def address() -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Handshake, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"ws://127.0.0.1:{port}"
    server.close()


@pytest.mark.parametrize("part", CASES)
async def test_every_case(address: str, part: str) -> None:
    results = await kosoku.run_fuzzingclient(address, [part], concurrency=8)

    assert results
    assert {
        one.case_id: (one.behavior.value, one.behavior_close.value)
        for one in results
        if not is_good(one)
    } == {}


def is_good(result: Any) -> bool:
    """Whether a case passed, and not only as non-strict, and the socket was closed well."""
    return result.behavior in GOOD and result.behavior_close in ENDS
