"""Calls in flight: numbered, sent to the queue, answered by the bus or by the deadline."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from front.connection import Connection
from front.flow import Flow
from front.lanes import Ticket
from front.metrics import Metrics
from log import log
from tasks.rpc import Rpc
from telemetry import traces
from wire import bus, errors, frames, seal
from wire.calls import OWN_ANSWER_SECONDS, Origin
from wire.common_time import now

SHORTEST_TAG = 10
"""JSON text of a cdata of 8 characters: what a resend needs."""
MOST_NAMED = 10
"""Calls named in one log line."""


class Call(Ticket):
    """One call in flight, for a connection or for an HTTP request."""

    __slots__ = (
        "by_url",
        "cdata",
        "connection",
        "future",
        "key",
        "size",
        "started",
        "took_token",
        "trace",
    )

    def __init__(
        self,
        function: Rpc,
        cdata: bytes,
        connection: Connection | None,
        *,
        address: str = "",
        by_url: bool = False,
    ) -> None:
        owner = (connection.uid or connection.address) if connection else address
        super().__init__(owner, function)
        self.cdata = cdata
        self.connection = connection
        self.by_url = by_url
        self.took_token = True
        """Whether it took a token of the gateway's rate limit."""
        self.future: asyncio.Future[bus.Reply] | None = None
        self.started = 0.0
        self.size = 0
        self.trace: traces.Trace | None = None
        resendable = function.replay and len(cdata) >= SHORTEST_TAG and cdata[:1] == b'"'
        self.key = (function.name, cdata) if resendable else None


class Sessions(Protocol):
    """Who binds connections to sessions, as the replies say."""

    def started(self, connection: Connection, call: Call, reply: bus.Reply) -> None:
        """A session start was answered; the client hears of it when the connection is bound."""

    def apply(self, connection: Connection, effect: bus.Effect) -> None:
        """What a worker decided for the calling connection."""

    def saw(self, connection: Connection, lsn: int) -> None:
        """The connection's user is shown what stands at this position of the database's log."""


class Calls:
    """The table of calls in flight."""

    def __init__(
        self,
        front: str,
        functions: Mapping[str, Rpc],
        sessions: Sessions,
        metrics: Metrics,
        flow: Flow,
    ) -> None:
        """`functions`: what HTTP requests may call."""
        self._front, self._functions = front, functions
        self._sessions, self._metrics, self._flow = sessions, metrics, flow
        self._loop = asyncio.get_running_loop()
        self._last = 0
        self.lsn = 0
        """The newest position in the database's log that a reply to `run` carried."""
        self._open: dict[int, Call] = {}
        self._order: deque[tuple[float, int]] = deque()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def of_clients(self) -> int:
        """How many have no reply yet, without the gateway's own questions."""
        return sum(bool(call.owner) for call in self._open.values())

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
        cdata = bytes(request.cdata)
        parm = sealed(
            function, function.parameters.trimmed(bytes(request.parm), mark=function.replay)
        )
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
            lsn=connection.lsn if function.replicated else 0,
        )
        self._enter(call, parm, origin)

    def _enter(self, call: Call, parm: bytes, origin: Origin) -> None:
        call.size = len(parm) + len(call.cdata)
        message = (call.function, parm, origin, call.trace)
        self._flow.enter(call, call.connection, message, call.size, call.started)

    async def run(
        self,
        name: str,
        parm: dict[str, Any],
        address: str = "",
        seconds: float = OWN_ANSWER_SECONDS,
        *,
        uid: int = 0,
        limited: int = 0,
    ) -> tuple[int, str, dict[str, Any]]:
        """Make a call for an HTTP request: (errno, error, result). Never raises.

        `uid`: in whose name; it has neither session nor connection. `limited`: seconds to wait when
        the user's limit of rate is reached.
        """
        function = self._functions[name]
        text = msgspec.json.encode(parm)
        if frames.has_nul(text):
            return errors.BadRequest.errno, "U+0000 in a string", {}
        if self._flow.is_full:
            return errors.Busy.errno, errors.Busy.text, {}
        call = Call(function, b"", None, address=address)
        call.future = self._loop.create_future()
        number = self._number(call)
        made = (self._front, number, "", uid, 0, False, now(), "")
        origin = Origin(*made, limited=limited, address=address)
        self._enter(call, sealed(function, text), origin)
        try:
            reply = await asyncio.wait_for(call.future, seconds)
        except TimeoutError:
            if self._open.pop(number, None) is not None:
                self._leave(call, errors.Busy.errno, 0.0, self._loop.time())
            return errors.Busy.errno, errors.Busy.text, {}
        body = msgspec.json.decode(reply.frame)
        return body["errno"], body["error"], body["result"]

    def _number(self, call: Call) -> int:
        self._last += 1
        call.started = self._loop.time()
        self._open[self._last] = call
        self._order.append((call.started + OWN_ANSWER_SECONDS, self._last))
        if traces.is_on():
            id_, function = f"{self._front}-{self._last}", call.function
            call.trace = traces.begin(function.name, function.queue, id_)
        return self._last

    def answer(self, reply: bus.Reply) -> None:
        """A worker's reply came over the bus."""
        if (call := self._open.pop(reply.call, None)) is None:
            self._metrics.dropped("late reply")
            return
        self._finish(call, reply)

    def _finish(self, call: Call, reply: bus.Reply) -> None:
        at = self._loop.time()
        self._metrics.call(
            call.function.name, reply.errno, reply.wait, reply.run, at - call.started
        )
        if reply.source:
            self._metrics.reads[reply.source] += 1
        if reply.errno == errors.Internal.errno:
            self._say_failed(call, reply)
        if call.future is not None:
            self.lsn = max(self.lsn, reply.lsn)
            if not call.future.done():
                call.future.set_result(reply)
        elif call.connection is not None:
            self._to_connection(call, call.connection, reply)
        self._leave(call, reply.errno, reply.run, at)

    def _leave(self, call: Call, errno: int, run: float, now: float) -> None:
        if call.trace is not None:
            call.trace.end(errno)
        self._flow.leave(call, call.connection, call.size, run, now)

    def _say_failed(self, call: Call, reply: bus.Reply) -> None:
        log.error(
            "call failed",
            request=f"{self._front}-{reply.call}",
            func=call.function.name,
            conn=call.connection.guid if call.connection else "",
            uid=call.connection.uid if call.connection else 0,
        )

    def _to_connection(self, call: Call, connection: Connection, reply: bus.Reply) -> None:
        if reply.lsn:
            self._sessions.saw(connection, reply.lsn)
        if not reply.executed and call.took_token:
            connection.return_token(call.function)
        if reply.errno != errors.Busy.errno:
            connection.finished(call.key)
        if connection.close_code or connection.transport.is_closing():
            self._metrics.dropped("connection gone")
        elif call.function.starts:
            self._sessions.started(connection, call, reply)
        else:
            for effect in reply.effects:
                self._sessions.apply(connection, effect)
            connection.answered(reply.frame)

    def fail(self, number: int, *, executed: bool = True) -> None:
        """No worker will answer: tell the caller errno 5.

        `executed`: a worker may have the call, so that it counts against its rate.
        """
        if (call := self._open.pop(number, None)) is None:
            return
        busy = errors.Busy()
        frame = frames.refusal(busy, call.cdata)
        self._finish(call, bus.Reply(number, busy.errno, frame, 0.0, 0.0, executed))

    def expire(self, now: float) -> None:
        """Answer what waited too long."""
        for number in self._flow.late(now):
            self.fail(number, executed=False)
        late: list[int] = []
        while self._order and self._order[0][0] <= now:
            late.append(self._order.popleft()[1])
        if unanswered := [number for number in late if number in self._open]:
            named = [f"{self._front}-{number}" for number in unanswered[:MOST_NAMED]]
            log.warning("calls not answered in time", calls=len(unanswered), requests=named)
        for number in unanswered:
            self.fail(number)


def sealed(function: Rpc, parm: bytes) -> bytes:
    """`parm` with the values of secret parameters sealed. Raises BadRequest."""
    if not function.secret:
        return parm
    values = frames.value(parm)
    for name in function.secret & values.keys():
        values[name] = seal.seal(msgspec.json.encode(values[name]))
    return msgspec.json.encode(values)
