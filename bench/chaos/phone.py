"""A client as phones run it: it reconnects when its connection breaks.

Whatever got no reply or errno 5 is sent again with the same cdata.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.client import CallFailed, Client, Link
from bench.frames import BadFrame
from bench.specs import Target
from wire.errors import Busy

CONNECT_SECONDS = 3.0
PAUSE_SECONDS, DOUBLINGS = 0.2, 4
"""Before a call that got errno 5 is sent again; twice as long each time, so often."""
RECONNECT_SECONDS = 1.0
"""Before a new connection passes a random part of it, as apps do: they do not come all at once."""
SILENT_SECONDS = 9.0
"""The service answers every call within 8 s; after this the line counts as dead."""

_BROKEN = (OSError, TimeoutError, BadFrame, CallFailed)


@dataclass(eq=False, slots=True)
class Call:
    """One call until it is answered, however often it is sent."""

    func: str
    parm: dict[str, Any]
    cdata: str
    begun: float = field(default_factory=time.monotonic)
    sent: float = 0.0
    tries: int = 0
    ended: float = 0.0
    reply: dict[str, Any] | None = None
    on_end: Callable[[Call], None] | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def wait(self) -> float:
        """Seconds from the first try to the answer."""
        return (self.ended or time.monotonic()) - self.begun

    @property
    def result(self) -> Any:
        """The result of a call that succeeded, None of any other."""
        return self.reply["result"] if self.reply and self.reply["errno"] == 0 else None


class _Line(Client):
    """A client of one connection that reports when the connection is lost."""

    def __init__(self, target: Target) -> None:
        super().__init__(target, timeout=CONNECT_SECONDS)
        self.gone = asyncio.Event()

    def lost(self, link: Link) -> None:
        super().lost(link)
        self.gone.set()


class Phone:
    """One device: a session, at most one connection, and the calls without a reply."""

    def __init__(self, targets: Sequence[Target], session: str, turn: int = 0) -> None:
        """`targets`: the gateways it may connect to, in turns that begin with number `turn`."""
        self.waiting: dict[str, Call] = {}
        self.busy = self.breaks = 0
        """How often errno 5 came, and how often the line broke or could not be made."""
        self._targets, self._session, self._turn = targets, session, turn
        self._link: Link | None = None
        self._line: _Line | None = None
        self._starts = 0

    def call(
        self,
        func: str,
        parm: dict[str, Any],
        cdata: str,
        on_end: Callable[[Call], None] | None = None,
    ) -> Call:
        """Send a call, now and after each reconnect, until it is answered."""
        made = self.waiting[cdata] = Call(func, parm, cdata, on_end=on_end)
        self._send(made)
        return made

    def _send(self, call: Call) -> None:
        if self._link is None or call.cdata not in self.waiting:
            return
        self._write(self._link, call)

    def _send_again(self, link: Link, call: Call) -> None:
        # The call is on another connection already. A second copy there could cross
        # the reply to the first, and a call that was answered on its connection may be a new one.
        if link is self._link:
            self._send(call)

    @staticmethod
    def _write(link: Link, call: Call) -> None:
        call.tries += 1
        call.sent = time.monotonic()
        frame = {"func": call.func, "parm": call.parm, "cdata": call.cdata}
        link.send(json.dumps(frame).encode())

    async def run(self) -> None:
        """Stay connected, for ever."""
        while True:
            with contextlib.suppress(*_BROKEN):
                await self._connected()
            self.breaks += 1
            self._turn += 1
            await asyncio.sleep(random.random() * RECONNECT_SECONDS)

    async def _connected(self) -> None:
        line = self._line = _Line(self._targets[self._turn % len(self._targets)])
        link = await line.open()
        link.receive = self._receive
        try:
            await self._start(link, line.gone)
            self._link = link
            for call in list(self.waiting.values()):
                self._send(call)
            await line.gone.wait()
        finally:
            self._link = None
            link.close()

    async def _start(self, link: Link, gone: asyncio.Event) -> None:
        self._starts += 1
        start = Call("session.start2", {"sessionid": self._session}, f"start-{self._starts:06}")
        self.waiting[start.cdata] = start
        try:
            self._write(link, start)
            await first_of(SILENT_SECONDS, start.done, gone)
        finally:
            self.waiting.pop(start.cdata, None)
        if start.result is None:
            raise CallFailed(f"session.start2 answered {start.reply}")
        self.started(start.result)

    def started(self, result: dict[str, Any]) -> None:
        """The session was started anew."""

    def pushed(self, frame: dict[str, Any]) -> None:
        """A push came."""

    def _receive(self, link: Link, payload: bytes) -> None:
        frame = json.loads(payload)
        if frame["push"]:
            self.pushed(frame)
        elif (call := self.waiting.get(frame["cdata"])) is not None:
            self._answered(link, call, frame)

    def _answered(self, link: Link, call: Call, frame: dict[str, Any]) -> None:
        if frame["errno"] == Busy.errno and call.func != "session.start2":
            self.busy += 1
            pause = PAUSE_SECONDS * 2 ** min(call.tries - 1, DOUBLINGS)
            asyncio.get_running_loop().call_later(pause, self._send_again, link, call)
            return
        del self.waiting[call.cdata]
        call.reply, call.ended = frame, time.monotonic()
        call.done.set()
        if call.on_end is not None:
            call.on_end(call)

    def look(self) -> None:
        """Close a connection that leaves a call unanswered for too long."""
        now = time.monotonic()
        silent = any(
            now - call.sent > SILENT_SECONDS for call in self.waiting.values() if call.sent
        )
        if silent and self._link is not None and self._line is not None:
            self._link.close()
            self._line.gone.set()


async def first_of(seconds: float, *events: asyncio.Event) -> None:
    """Wait until one of the events is set, or for so many seconds."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
