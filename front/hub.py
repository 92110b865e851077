"""One gateway process: its parts, put together, from the start to the end."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from functools import partial
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from configuration import redis_servers
from front import queue
from front.calls import Calls
from front.clock import Clock
from front.close_codes import NO_CLOSE_FRAME
from front.connection import Connection
from front.connections import Connections
from front.delivery import Delivery
from front.flow import Flow
from front.limits import Bucket, Limits
from front.listener import Listener
from front.metrics import Gauges, Metrics, Snapshot, total
from front.redis_link import some_start
from front.resync import Resync
from front.sessions import Sessions
from front.shared_counts import SharedCounts, is_alive
from front.spending import Spending
from front.work import Work
from log import log
from push import presence
from settings import settings
from tasks.rpc import Rpc, load
from wire import common_time, frames, servers


def connect(url: str) -> Redis:
    """A client that repeats nothing by itself."""
    return redis_servers.async_client(
        url,
        socket_timeout=4,
        socket_connect_timeout=2,
        socket_keepalive=True,
        retry=redis_servers.ONCE,
    )


class Hub:
    """The gateway process's state. Made inside the running loop."""

    def __init__(self, counts: Path) -> None:
        """`counts`: the folder in which the gateway processes of a port share what they count."""
        self.front = secrets.token_hex(6)
        """Front guid: replies and pushes are routed by it."""
        self.port = counts.name
        """Names the processes whose counts `counted` sums: those of one port."""
        everything = load()
        shown = {
            name: one for name, one in everything.items() if settings.service.debug or not one.debug
        }
        self.functions = {name: one for name, one in shown.items() if not one.internal}
        self.internal = {name: one for name, one in shown.items() if one.internal}
        self.servers = [connect(url) for url in settings.redis.urls]
        """Those of REDIS_URL."""
        self.redis = self.servers[0]
        """Also has what is nobody's: leases of jobs, counts and figures."""
        self.broker = connect(settings.redis.broker_url) if queue.speaks_redis() else None
        """To look at the queues; None for a broker that is no Redis."""
        self.metrics = Metrics()
        self.draining = False
        self._counts = SharedCounts(counts, self.front)
        self._beating: list[asyncio.Task[None]] = []
        self._put_together(shown)

    def _put_together(self, functions: dict[str, Rpc]) -> None:
        self.clock = Clock(self._turn, self._second)
        self.work = Work(self.clock)
        self.connections = Connections(self.front, self.clock, self.metrics)
        self.sessions = Sessions(self.front, self.clock, self.servers)
        self._spending = [Spending(commands) for commands in self.sessions.commands]
        self.limits = Limits(self._spend)
        self.queue = queue.make(self._fail)
        self.flow = Flow(self.queue.send, self._ask)
        self.calls = Calls(self.front, functions, self.sessions, self.metrics, self.flow)
        self.begin = self.calls.begin
        self.delivery = Delivery(
            self.calls, self.sessions, self.connections, self.metrics, self.clock
        )
        self.receive = self.delivery.receive
        self.resync = Resync(self.calls, self.sessions, self.metrics, self.sessions.beat)
        # Behind a break replies may be lost, which the deadlines will say; and so may pushes.
        self.listeners = [
            Listener(url, self.front, self.receive, partial(self.resync.begin, server))
            for server, url in enumerate(settings.redis.urls)
        ]

    # ------------------------------------------------------------------------- connections

    def function(self, name: str, cdata: bytes) -> Rpc:
        """The function of that name, if clients may know of it; raises BadFrame."""
        if (function := self.functions.get(name)) is None:
            raise frames.BadFrame(f"unknown function {name[:64]}", cdata)
        return function

    def open(self, transport: asyncio.Transport, *, zlib: bool, address: str) -> Connection:
        """A websocket was accepted."""
        return self.connections.open(self, transport, zlib=zlib, address=address)

    async def run_as(
        self, uid: int, name: str, parm: dict[str, Any], address: str
    ) -> tuple[int, str, dict[str, Any]]:
        """Make a user's call for operations, as `Calls.run` does; the user's limits count."""
        limited = self.limits.take(self.functions[name], uid, self.clock.now)
        return await self.calls.run(name, parm, address, uid=uid, limited=limited)

    def reads_slowly(self, connection: Connection) -> None:
        """More bytes wait for the peer than may."""
        self.connections.slow.add(connection)

    def reads_again(self, connection: Connection) -> None:
        """The peer has taken them."""
        self.connections.slow.discard(connection)

    def closing(self, connection: Connection) -> None:
        """A close frame went out."""
        self.connections.closing(connection)
        self.sessions.release(connection)

    def closed(self, connection: Connection) -> None:
        """The transport is gone."""
        self.metrics.closed(connection.close_code or NO_CLOSE_FRAME)
        self.delivery.forget(connection)
        self.connections.remove(connection)
        self.sessions.release(connection)

    def _ask(self, uid: int) -> None:
        self.sessions.ask(uid, self.flow.narrow)

    def _spend(self, uid: int, name: str, bucket: Bucket, tokens: int) -> None:
        self._spending[servers.of_user(uid)].spend(name, bucket, tokens)

    def _fail(self, call: int) -> None:
        self.calls.fail(call)

    # ------------------------------------------------------------------------------ the clock

    async def start(self) -> None:
        """Begin to listen and to beat."""
        await some_start(one.start() for one in self.listeners)
        await self.queue.start()
        await self.sessions.start()
        each = range(len(self.servers))
        await asyncio.gather(*map(self._beat_once, each))
        self.clock.start()
        self._beating = [self._spawn(self._beat(server)) for server in each]

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(work)

    def _turn(self) -> None:
        self.calls.expire(self.clock.now)
        self.delivery.expire()
        self.work.tick()
        self.connections.turn()

    def _second(self) -> None:
        self.sessions.expire()
        self.queue.expire()
        self.flow.forget()
        self.connections.second()
        self.resync.second()
        if self.clock.ticks % 10 == 0:
            self.limits.forget(self.clock.now)
        self._counts.write(self._snapshot())

    async def _beat(self, server: int) -> None:
        while True:
            await asyncio.sleep(presence.HEARTBEAT_SECONDS)
            await self._beat_once(server)

    async def _beat_once(self, server: int) -> None:
        try:
            if await self.sessions.beat(server):
                self.resync.begin(server)
            if server == 0:
                await self._compare_clocks()
        except (RedisError, OSError) as error:
            log.warning("heartbeat failed", server=server, error=error)

    async def _compare_clocks(self) -> None:
        asked = time.time()
        told = await self.redis.time()
        if (skew := common_time.compare(asked, told, time.time())) is not None:
            log.warning("this machine's clock is wrong, Redis's is taken", ahead=round(skew, 1))

    # ------------------------------------------------------------------------------ counting

    def _snapshot(self) -> Snapshot:
        gauges = Gauges(
            connections=len(self.connections),
            started=len(self.sessions.sessions),
            users=len(self.sessions.users),
            in_flight=self.calls.of_clients,
            held=self.flow.held,
            slow=len(self.connections.slow),
        )
        return Snapshot(os.getpid(), self.metrics, gauges)

    def counted(self) -> Snapshot:
        """The sum over all gateway processes of this port."""
        snapshots = [self._snapshot()]
        # What is shown once stays counted, also when this process is killed a moment later.
        self._counts.write(snapshots[0])
        snapshots += self._counts.others()
        return total(snapshots, [one.pid for one in snapshots if is_alive(one.pid)])

    # ----------------------------------------------------------------------------- the end

    async def drain(self) -> None:
        """Answer what is in flight, then send everybody away, spread over some seconds."""
        self.draining = True
        log.info("draining", connections=len(self.connections), calls=len(self.calls))
        self.connections.pause()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + settings.gateway.drain_seconds
        while (len(self.calls) or self.sessions.pending) and loop.time() < deadline:
            await asyncio.sleep(0.05)
        await self.sessions.leave()
        await self.connections.send_away()
        await self.queue.close()

    async def stop(self) -> None:
        self.clock.stop()
        for beating in self._beating:
            beating.cancel()
        for listener in self.listeners:
            listener.stop()
        self.resync.stop()
        self.sessions.stop()
        for client in (*self.servers, self.broker):
            if client is not None:
                await client.aclose()
