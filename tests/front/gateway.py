"""The connections of a gateway, without network, queue and workers."""

from __future__ import annotations

import itertools
import secrets
from collections import deque
from typing import Any, cast

import msgspec

from front.calls import Call, Calls
from front.connection import Connection
from front.flow import Flow
from front.limits import Limits
from front.metrics import Metrics
from front.websocket import BINARY, TEXT
from front.work import MEMBER, Work
from tasks.rpc import Rpc, load
from tests.front.transport import Transport
from wire import bus, frames
from wire.calls import Origin


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


class Sessions:
    """Binds no session: tests set a connection's user themselves."""

    def started(self, connection: Connection, call: Call, reply: bus.Reply) -> None:
        connection.start_answered(reply.frame, reply.errno, by_url=call.by_url)

    def apply(self, connection: Connection, effect: bus.Effect) -> None:
        """Nothing is watched."""


class Gateway:
    """Holds connections. Calls go no further than `open_calls`, until a test answers them."""

    front, draining = "front", False

    def __init__(self) -> None:
        self.clock = cast(Any, Time())
        self.metrics = Metrics()
        self.spent: list[tuple[str, int]] = []
        """What Redis is told of buckets."""
        self.limits = Limits(lambda _uid, name, _, tokens: self.spent.append((name, tokens)))
        self.work = Work(self.clock)
        self.asked: list[int] = []
        """Users whose gateways were counted."""
        self.flow = Flow(self._send, self.asked.append)
        sessions: Any = Sessions()
        self.calls = Calls(self.front, load(), sessions, self.metrics, self.flow)
        self.open_calls: deque[int] = deque()
        self.sent: list[Origin] = []
        self.begun: list[tuple[Connection, Rpc, frames.Request]] = []
        self.gone: list[Connection] = []

    def _send(self, function: Rpc, parm: bytes, origin: Origin, _: object) -> None:
        self.open_calls.append(origin.call)
        self.sent.append(origin)

    def answer_oldest(self, errno: int = 0, *, executed: bool = True) -> None:
        """A worker's reply to the call that was sent first."""
        frame = frames.reply(b"{}", b"", errno)
        number = self.open_calls.popleft()
        self.calls.answer(bus.Reply(number, errno, frame, 0.0, 0.001, executed))

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
        self.calls.begin(connection, function, request, **about)
        self.begun.append((connection, function, request))

    def closing(self, connection: Connection) -> None:
        """The close frame is written to the transport."""

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
