"""One gateway process: everything it holds, and its clock."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections import deque
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from front import websocket
from front.board import Board, is_alive
from front.calls import Calls
from front.connection import (
    GOING_AWAY,
    NO_CLOSE_FRAME,
    NO_START,
    RESTART,
    SLOW,
    Connection,
)
from front.limits import Limits
from front.listener import Listener
from front.metrics import Gauges, Metrics, Snapshot, total
from front.queue import CeleryQueue, Queue, RedisQueue
from front.sessions import Sessions
from log import log
from push import presence
from settings import settings
from tasks.rpc import Rpc, load
from wire import bus, frames

TICK_SECONDS = 0.2
START_SECONDS = 10
PING_SECONDS = 25
SILENT_SECONDS = 60
SLOW_SECONDS = 5
CLOSING_SECONDS = 5
OUTGOING_LIMIT = 1024 * 1024
"""Bytes a client may leave untaken for SLOW_SECONDS."""
OUTGOING_CUT = 8 * OUTGOING_LIMIT
"""With so much untaken it is cut at once."""

_PING = websocket.encode(websocket.PING, b"")


def connect(url: str) -> Redis:
    """A client that repeats nothing by itself."""
    return Redis.from_url(
        url,
        socket_timeout=4,
        socket_connect_timeout=2,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
    )


class Hub:
    """The gateway process's state. Made inside the running loop."""

    def __init__(self, board: Path | None = None) -> None:
        """`board`: the folder in which several gateway processes pin up their counts."""
        self.loop = asyncio.get_running_loop()
        self.front = secrets.token_hex(6)
        """Front guid: replies and pushes are routed by it."""
        self._board = Board(board, self.front) if board else None
        self.metrics = Metrics()
        self.limits = Limits()
        self.redis = connect(settings.redis.url)
        self.broker = connect(settings.redis.broker_url) if _own_queue() else None
        """To look at the queues; None for a broker that is no Redis."""
        self.calls = Calls(self)
        self.sessions = Sessions(self, self.redis)
        self.queue: Queue = RedisQueue(self) if _own_queue() else CeleryQueue(self)
        self.listener = Listener(self.front, self.receive, self._heard_again)
        everything = load()
        shown = {
            name: one for name, one in everything.items() if settings.service.debug or not one.debug
        }
        self.functions = {name: one for name, one in shown.items() if not one.internal}
        self.internal = {name: one for name, one in shown.items() if one.internal}
        self.draining = False
        self.slow: set[Connection] = set()
        self.ticks = 0
        self.now = time.monotonic()
        self._numbers = 0
        # Connections by number, in as many parts as there are seconds between two pings.
        self._wheel: list[dict[int, Connection]] = [{} for _ in range(PING_SECONDS)]
        self._starting: deque[tuple[float, int]] = deque()
        self._closing: deque[tuple[float, Connection]] = deque()
        self._running: list[asyncio.Task[None]] = []

    # ------------------------------------------------------------------------- connections

    def function(self, name: str, cdata: bytes) -> Rpc:
        """The function of that name, if clients may know of it; raises BadFrame."""
        if (function := self.functions.get(name)) is None:
            raise frames.BadFrame(f"unknown function {name[:64]}", cdata)
        return function

    def open(self, transport: asyncio.Transport, *, zlib: bool, address: str) -> Connection:
        """A websocket was accepted."""
        self._numbers += 1
        connection = Connection(self, self._numbers, transport, zlib=zlib, address=address)
        connection.heard = self.ticks
        transport.set_write_buffer_limits(high=OUTGOING_LIMIT)
        self._wheel[connection.number % PING_SECONDS][connection.number] = connection
        self._starting.append((self.now + START_SECONDS, connection.number))
        return connection

    def connection(self, guid: str) -> Connection | None:
        front, _, number = guid.rpartition("-")
        if front != self.front:
            return None
        return self._wheel[int(number) % PING_SECONDS].get(int(number))

    def connections(self) -> list[Connection]:
        return [one for part in self._wheel for one in part.values()]

    def closing(self, connection: Connection) -> None:
        """A close frame went out; the peer has a few seconds to answer it."""
        self._closing.append((self.now + CLOSING_SECONDS, connection))
        self.sessions.release(connection)

    def closed(self, connection: Connection) -> None:
        """The transport is gone."""
        self.metrics.closed(connection.close_code or NO_CLOSE_FRAME)
        self.slow.discard(connection)
        self._wheel[connection.number % PING_SECONDS].pop(connection.number, None)
        self.sessions.release(connection)

    # ------------------------------------------------------------------------------ the bus

    def receive(self, data: bytes) -> None:
        """A message came on one of this gateway's channels."""
        for item in bus.decode(data):
            try:
                self._receive(item)
            except Exception:  # noqa: BLE001 - one bad item must not cost the others
                log.exception("bus item failed", item=type(item).__name__)

    def _receive(self, item: bus.Message) -> None:
        if isinstance(item, bus.Reply):
            self.calls.answer(item)
        elif isinstance(item, bus.ToUsers | bus.ToTopic | bus.ToConnection):
            self._push(item.frame, item.type, self._receivers(item))
        elif isinstance(item, bus.DropWatch):
            self.sessions.drop_watch(item.topic, item.uids)
        elif isinstance(item, bus.CloseSessions):
            self.sessions.revoke(item.sids, item.code)
        elif one := self.connection(item.conn):
            one.close(item.code)

    def _receivers(self, item: bus.ToUsers | bus.ToTopic | bus.ToConnection) -> list[Connection]:
        if isinstance(item, bus.ToUsers):
            return self._skipping(item.skip, item.uids)
        if isinstance(item, bus.ToTopic):
            skipped, only = self.connection(item.skip), item.only
            watchers = self.sessions.topics.get(item.topic, ())
            return [
                one for one in watchers if one is not skipped and (only is None or one.uid in only)
            ]
        one = self.connection(item.conn)
        return [one] if one and (one.uid or one.early is not None) else []

    def _skipping(self, skip: str, uids: list[int]) -> list[Connection]:
        found = [connection for uid in uids for connection in self.sessions.users.get(uid)]
        skipped = self.connection(skip)
        return [one for one in found if one is not skipped]

    def _push(self, frame: bytes, type_: str, receivers: list[Connection]) -> None:
        """Encode once, deflate once, write the same bytes to every socket."""
        plain = websocket.encode(websocket.TEXT, frame)
        self._write(plain, [one for one in receivers if not one.zlib])
        if packing := [one for one in receivers if one.zlib]:
            self._write(websocket.encode(websocket.BINARY, frames.deflate(frame)), packing)
        self.metrics.pushed(type_, len(receivers))
        self.metrics.frames_out += len(receivers)
        self.metrics.bytes_out += len(receivers) * len(plain)

    @staticmethod
    def _write(frame: bytes, receivers: list[Connection]) -> None:
        # Nothing but writes in the second loop: a sender slower than its receivers pays for
        # waking them once per frame, which costs more than the writing.
        for transport in [one.transport for one in receivers if one.takes(frame)]:
            transport.write(frame)

    def _heard_again(self) -> None:
        """The bus was away: replies may be lost; the deadlines will say so. Renew the lease."""
        self._spawn(self._beat_once())

    # ------------------------------------------------------------------------------ the clock

    async def start(self) -> None:
        """Begin to listen and to beat."""
        await self.listener.start()
        await self.queue.start()
        await self.sessions.start()
        await self._beat_once()
        self._running = [self._spawn(self._tick()), self._spawn(self._beat())]

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        return self.loop.create_task(work)

    async def _tick(self) -> None:
        per_second = round(1 / TICK_SECONDS)
        count = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            count += 1
            self._safe_turn(whole_second=count % per_second == 0)

    def _safe_turn(self, *, whole_second: bool) -> None:
        try:
            self._turn(whole_second=whole_second)
        except Exception:  # noqa: BLE001 - a clock that stops is worse than any one error
            log.exception("clock turn failed")

    def _turn(self, *, whole_second: bool) -> None:
        self.now = self.loop.time()
        self.calls.expire(self.now)
        self._end_unstarted()
        self._end_closing()
        if whole_second:
            self.sessions.expire()
            self._second()

    def _second(self) -> None:
        self.ticks += 1
        for connection in list(self._wheel[self.ticks % PING_SECONDS].values()):
            if self.ticks - connection.heard > SILENT_SECONDS:
                connection.close(GOING_AWAY)
            elif not connection.close_code and connection not in self.slow:
                connection.write(_PING)
        for connection in list(self.slow):
            waited = self.ticks - connection.slow_since
            if waited > SLOW_SECONDS or connection.waiting_bytes > OUTGOING_CUT:
                self.metrics.dropped("slow reader")
                self.slow.discard(connection)
                connection.close(SLOW)
        if self.ticks % 10 == 0:
            self.limits.forget(self.now)
        if self._board is not None:
            self._board.pin(self._snapshot())

    # ------------------------------------------------------------------------------ counting

    def _snapshot(self) -> Snapshot:
        gauges = Gauges(
            connections=sum(map(len, self._wheel)),
            started=len(self.sessions.sessions),
            users=len(self.sessions.users),
            in_flight=len(self.calls),
            slow=len(self.slow),
        )
        return Snapshot(os.getpid(), self.metrics, gauges)

    def counted(self) -> Snapshot:
        """The sum over all gateway processes of this port."""
        snapshots = [self._snapshot(), *(self._board.others() if self._board else ())]
        return total(snapshots, [one.pid for one in snapshots if is_alive(one.pid)])

    # ----------------------------------------------------------------------- what takes too long

    def _end_unstarted(self) -> None:
        while self._starting and self._starting[0][0] <= self.now:
            number = self._starting.popleft()[1]
            connection = self._wheel[number % PING_SECONDS].get(number)
            if connection and not connection.was_started and not connection.close_code:
                connection.close(NO_START)

    def _end_closing(self) -> None:
        while self._closing and self._closing[0][0] <= self.now:
            self._closing.popleft()[1].transport.abort()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(presence.HEARTBEAT_SECONDS)
            await self._beat_once()

    async def _beat_once(self) -> None:
        try:
            await self.sessions.beat()
        except (RedisError, OSError) as error:
            log.warning("heartbeat failed", error=str(error))

    # ----------------------------------------------------------------------------- the end

    async def drain(self) -> None:
        """Answer what is in flight, then send everybody away, spread over some seconds."""
        self.draining = True
        connections = self.connections()
        log.info("draining", connections=len(connections), calls=len(self.calls))
        for connection in connections:
            if not connection.transport.is_closing():
                connection.transport.pause_reading()
        deadline = self.loop.time() + settings.gateway.drain_seconds
        while (len(self.calls) or self.sessions.pending) and self.loop.time() < deadline:
            await asyncio.sleep(0.05)
        await self._leave()
        await self._send_away()
        await self.queue.close()

    async def _leave(self) -> None:
        try:
            await self.sessions.leave()
        except (RedisError, OSError) as error:
            log.warning("presence left to its lease", error=str(error))

    async def _send_away(self) -> None:
        connections = self.connections()
        portion = max(100, len(connections) // 30)
        for start in range(0, len(connections), portion):
            for connection in connections[start : start + portion]:
                connection.close(RESTART)
            await asyncio.sleep(0.1)
        deadline = self.loop.time() + 1
        while self.connections() and self.loop.time() < deadline:
            await asyncio.sleep(0.05)
        for connection in self.connections():
            connection.transport.abort()

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        self.listener.stop()
        self.sessions.stop()
        for client in (self.redis, self.broker):
            if client is not None:
                await client.aclose()


def _own_queue() -> bool:
    return "redis" in settings.redis.broker_url.partition(":")[0]
