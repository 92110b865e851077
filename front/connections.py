"""The connections of one gateway process: pings, timeouts and slow clients."""

from __future__ import annotations

import asyncio
from collections import deque

from front import websocket
from front.clock import Clock
from front.close_codes import GOING_AWAY, NO_START, RESTART, SLOW
from front.connection import Connection, Gateway
from front.metrics import Metrics

START_SECONDS = 10
PING_SECONDS = 25
SILENT_SECONDS = 60
SLOW_SECONDS = 5
CLOSING_SECONDS = 5
OUTGOING_LIMIT = 1024 * 1024
"""Bytes that may wait for a client, for SLOW_SECONDS."""
OUTGOING_CUT = 8 * OUTGOING_LIMIT
"""A client for which so many bytes wait is disconnected at once."""

_PING = websocket.encode(websocket.PING, b"")


class Connections:
    """Connections by number; pinged when silent, closed when they do not start, read or answer."""

    def __init__(self, front: str, clock: Clock, metrics: Metrics) -> None:
        self._front, self._clock, self._metrics = front, clock, metrics
        self._last = 0
        # By number, in one part for each second between two pings.
        self._wheel: list[dict[int, Connection]] = [{} for _ in range(PING_SECONDS)]
        self._starting: deque[tuple[float, int]] = deque()
        self._closing: deque[tuple[float, Connection]] = deque()
        self.slow: set[Connection] = set()
        """Those with more bytes waiting than OUTGOING_LIMIT."""

    def __len__(self) -> int:
        return sum(map(len, self._wheel))

    def open(
        self, gateway: Gateway, transport: asyncio.Transport, *, zlib: bool, address: str
    ) -> Connection:
        """A websocket was accepted."""
        self._last += 1
        connection = Connection(gateway, self._last, transport, zlib=zlib, address=address)
        connection.heard = self._clock.ticks
        transport.set_write_buffer_limits(high=OUTGOING_LIMIT)
        self._wheel[connection.number % PING_SECONDS][connection.number] = connection
        self._starting.append((self._clock.now + START_SECONDS, connection.number))
        return connection

    def find(self, guid: str) -> Connection | None:
        """The connection with this guid, if it is of this process."""
        front, _, number = guid.rpartition("-")
        if front != self._front:
            return None
        return self._wheel[int(number) % PING_SECONDS].get(int(number))

    def all(self) -> list[Connection]:
        return [one for part in self._wheel for one in part.values()]

    def closing(self, connection: Connection) -> None:
        """A close frame was sent; the peer has a few seconds to answer it."""
        self._closing.append((self._clock.now + CLOSING_SECONDS, connection))

    def remove(self, connection: Connection) -> None:
        """The transport is closed."""
        self.slow.discard(connection)
        self._wheel[connection.number % PING_SECONDS].pop(connection.number, None)

    # ----------------------------------------------------------------------- as time passes

    def turn(self) -> None:
        """On every tick: close what did not start, abort what does not answer a close frame."""
        now = self._clock.now
        while self._starting and self._starting[0][0] <= now:
            self._end_unstarted(self._starting.popleft()[1])
        while self._closing and self._closing[0][0] <= now:
            self._closing.popleft()[1].transport.abort()

    def _end_unstarted(self, number: int) -> None:
        connection = self._wheel[number % PING_SECONDS].get(number)
        if connection and not connection.was_started and not connection.close_code:
            connection.close(NO_START)

    def second(self) -> None:
        """Every second: ping the next part, close silent and slow connections."""
        ticks = self._clock.ticks
        for connection in list(self._wheel[ticks % PING_SECONDS].values()):
            if ticks - connection.heard > SILENT_SECONDS:
                connection.close(GOING_AWAY)
            elif not connection.close_code and connection not in self.slow:
                connection.write(_PING)
        for connection in list(self.slow):
            waited = ticks - connection.slow_since
            if waited > SLOW_SECONDS or connection.waiting_bytes > OUTGOING_CUT:
                self._metrics.dropped("slow reader")
                self.slow.discard(connection)
                connection.close(SLOW)

    # ------------------------------------------------------------------------------ the end

    def pause(self) -> None:
        """Read nothing more from any connection."""
        for connection in self.all():
            if not connection.transport.is_closing():
                connection.transport.pause_reading()

    async def send_away(self) -> None:
        """Close all, spread over some seconds, so that clients do not reconnect at once."""
        connections = self.all()
        portion = max(100, len(connections) // 30)
        for start in range(0, len(connections), portion):
            for connection in connections[start : start + portion]:
                connection.close(RESTART)
            await asyncio.sleep(0.1)
        deadline = asyncio.get_running_loop().time() + 1
        while len(self) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.05)
        for connection in self.all():
            connection.transport.abort()
