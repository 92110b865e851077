"""A gateway process of one's own for single connections: no network, no queue, no workers."""

from __future__ import annotations

import itertools
import secrets
from typing import Any, cast

import msgspec

from front.connection import Connection
from front.limits import Limits
from front.metrics import Metrics
from front.websocket import BINARY, TEXT
from front.work import MEMBER, Work
from tasks.rpc import Rpc, load
from tests.front.transport import Transport
from wire import frames


def client_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A websocket frame as clients send it, masked."""
    size = len(payload)
    if size < 126:
        head = bytes([0x80 | opcode, 0x80 | size])
    elif size < 65536:
        head = bytes([0x80 | opcode, 0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([0x80 | opcode, 0x80 | 127]) + size.to_bytes(8, "big")
    mask = secrets.token_bytes(4)
    masks = itertools.cycle(mask)
    return head + mask + bytes(byte ^ next(masks) for byte in payload)


def packed(payload: bytes) -> bytes:
    """The same as one zlib stream."""
    return client_frame(frames.deflate(payload), BINARY)


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now, self.ticks = 100.0, 0


class Gateway:
    """Holds connections; calls that go to the queue are kept in `begun` and never answered."""

    front, draining = "front", False

    def __init__(self) -> None:
        self.clock = cast(Any, Time())
        self.metrics, self.limits = Metrics(), Limits()
        self.work = Work(self.clock)
        self.begun: list[tuple[Connection, Rpc, frames.Request]] = []
        self.gone: list[Connection] = []

    def open(self, *, uid: int = 0) -> Connection:
        """A connection; with `uid` its session is started."""
        transport: Any = Transport()
        gateway: Any = self
        made = Connection(gateway, len(self.begun) + 1, transport, zlib=False, address="192.0.2.1")
        if uid:
            made.uid, made.was_started, made.allowance = uid, True, MEMBER
        return made

    def function(self, name: str, cdata: bytes) -> Rpc:
        if name not in load():
            raise frames.BadFrame("unknown function", cdata)
        return load()[name]

    def begin(
        self, connection: Connection, function: Rpc, request: frames.Request, **about: Any
    ) -> None:
        self.begun.append((connection, function, request))

    def closing(self, connection: Connection) -> None:
        """The close frame stands in the transport."""

    def closed(self, connection: Connection) -> None:
        self.gone.append(connection)

    def reads_slowly(self, connection: Connection) -> None:
        """Nothing waits here."""

    reads_again = reads_slowly


def replies(connection: Connection) -> list[dict[str, Any]]:
    """The JSON frames that were written to a connection."""
    data, found = connection.transport.written, []  # type: ignore[attr-defined]
    while data:
        size, head = data[1], 2
        if size == 126:
            size, head = int.from_bytes(data[2:4], "big"), 4
        if data[0] & 0x0F == TEXT:
            found.append(msgspec.json.decode(data[head : head + size]))
        data = data[head + size :]
    return found
