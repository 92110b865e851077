"""Calls in flight: numbered, sent to the queue, answered by the bus or by the deadline."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from front.connection import Connection
from front.metrics import Metrics
from tasks.rpc import Rpc
from wire import bus, errors, frames, seal
from wire.calls import CALL_SECONDS, Origin
from wire.common_time import now

DEADLINE = CALL_SECONDS - 0.4
"""When the gateway answers errno 5 itself; the clock's tick and the way back come on top."""
SHORTEST_TAG = 10
"""JSON text of a cdata of 8 characters: what a resend needs."""


class Call:
    """One call in flight, for a connection or for an HTTP request."""

    __slots__ = (
        "by_url",
        "cdata",
        "connection",
        "function",
        "future",
        "key",
        "started",
        "took_token",
    )

    def __init__(
        self, function: Rpc, cdata: bytes, connection: Connection | None, *, by_url: bool = False
    ) -> None:
        self.function = function
        self.cdata = cdata
        self.connection = connection
        self.by_url = by_url
        self.took_token = True
        """Whether it took a token of the gateway's rate limit."""
        self.future: asyncio.Future[bus.Reply] | None = None
        self.started = 0.0
        resendable = function.replay and len(cdata) >= SHORTEST_TAG and cdata[:1] == b'"'
        self.key = (function.name, cdata) if resendable else None


class Sessions(Protocol):
    """Who binds connections to sessions, as the replies say."""

    def started(self, connection: Connection, call: Call, reply: bus.Reply) -> None:
        """A session start was answered; the client hears of it when the connection is bound."""

    def apply(self, connection: Connection, effect: bus.Effect) -> None:
        """What a worker decided for the calling connection."""


class Calls:
    """The table of calls in flight."""

    def __init__(
        self,
        front: str,
        functions: Mapping[str, Rpc],
        sessions: Sessions,
        metrics: Metrics,
        send: Callable[[Rpc, bytes, Origin], None],
    ) -> None:
        """`functions`: what HTTP requests may call; `send`: puts a call into the queue."""
        self._front, self._functions = front, functions
        self._sessions, self._metrics, self._send = sessions, metrics, send
        self._loop = asyncio.get_running_loop()
        self._last = 0
        self._open: dict[int, Call] = {}
        self._order: deque[tuple[float, int]] = deque()

    def __len__(self) -> int:
        return len(self._open)

    def begin(
        self,
        connection: Connection,
        function: Rpc,
        request: frames.Request,
        *,
        legacy: bool,
        limited: int = 0,
        by_url: bool = False,
    ) -> None:
        """Send a client's call to the workers. Raises BadRequest."""
        cdata, parm = bytes(request.cdata), sealed(function, bytes(request.parm))
        call = Call(function, cdata, connection, by_url=by_url)
        call.took_token = not limited
        origin = Origin(
            front=self._front,
            call=self._number(call),
            conn=connection.guid,
            uid=connection.uid,
            sid=connection.sid,
            legacy=legacy,
            at=now(),
            cdata=cdata.decode(),
            resend=connection.opened(call.key),
            limited=limited,
            address=connection.address if function.address else "",
            topics=list(connection.topics or ()) if function.watches else (),
        )
        self._send(function, parm, origin)

    async def run(
        self, name: str, parm: dict[str, Any], address: str = "", seconds: float = DEADLINE
    ) -> tuple[int, str, dict[str, Any]]:
        """Make a call for an HTTP request: (errno, error, result). Never raises."""
        function = self._functions[name]
        text = msgspec.json.encode(parm)
        if frames.has_nul(text):
            return errors.BadRequest.errno, "U+0000 in a string", {}
        call = Call(function, b"", None)
        call.future = self._loop.create_future()
        number = self._number(call)
        origin = Origin(self._front, number, "", 0, 0, False, now(), "", address=address)
        self._send(function, sealed(function, text), origin)
        try:
            reply = await asyncio.wait_for(call.future, seconds)
        except TimeoutError:
            self._open.pop(number, None)
            return errors.Busy.errno, errors.Busy.text, {}
        body = msgspec.json.decode(reply.frame)
        return body["errno"], body["error"], body["result"]

    def _number(self, call: Call) -> int:
        self._last += 1
        call.started = self._loop.time()
        self._open[self._last] = call
        self._order.append((call.started + DEADLINE, self._last))
        return self._last

    def answer(self, reply: bus.Reply) -> None:
        """A worker's reply came over the bus."""
        if (call := self._open.pop(reply.call, None)) is None:
            self._metrics.dropped("late reply")
            return
        self._count(call, reply)
        if call.future is not None:
            if not call.future.done():
                call.future.set_result(reply)
        elif call.connection is not None:
            self._to_connection(call, call.connection, reply)

    def _count(self, call: Call, reply: bus.Reply) -> None:
        total = self._loop.time() - call.started
        self._metrics.call(call.function.name, reply.errno, reply.wait, reply.run, total)
        if not reply.executed and call.took_token and call.connection is not None:
            call.connection.give_back(call.function.rate)

    def _to_connection(self, call: Call, connection: Connection, reply: bus.Reply) -> None:
        if reply.errno != errors.Busy.errno:
            connection.settled(call.key)
        if connection.close_code or connection.transport.is_closing():
            self._metrics.dropped("connection gone")
        elif call.function.starts:
            self._sessions.started(connection, call, reply)
        else:
            for effect in reply.effects:
                self._sessions.apply(connection, effect)
            connection.answered(reply.frame)

    def fail(self, number: int) -> None:
        """No worker will answer: tell the caller errno 5."""
        if (call := self._open.pop(number, None)) is None:
            return
        busy = errors.Busy()
        reply = bus.Reply(number, busy.errno, frames.refusal(busy, call.cdata), 0.0, 0.0)
        self._open[number] = call
        self.answer(reply)

    def expire(self, now: float) -> None:
        """Answer what waited too long."""
        while self._order and self._order[0][0] <= now:
            self.fail(self._order.popleft()[1])


def sealed(function: Rpc, parm: bytes) -> bytes:
    """`parm` with the values of secret parameters sealed. Raises BadRequest."""
    if not function.secret:
        return parm
    values = frames.value(parm)
    for name in function.secret & values.keys():
        values[name] = seal.seal(msgspec.json.encode(values[name]))
    return msgspec.json.encode(values)
