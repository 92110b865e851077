"""A service whose parts are broken on demand and started again as by a platform."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import psutil
import psycopg2
import redis

from bench import procs
from bench.chaos.faults import CRASH, CUT, END, FAILOVER, FULL, KILL, SECOND, Fault
from bench.disk import filled
from bench.fleet import Fleet
from bench.servers import Servers
from devtools.embedded import EmbeddedServer, ServerFailed
from devtools.supervisor import first_pause

LOOK_SECONDS = 0.1
SERVER_PAUSE = 0.5
"""Between the end of a server and its next start."""
_NO_MEMORY, _MUCH_MEMORY = 1, 0

Tree = list[int]
"""The process ids whose trees are signalled together."""


class Injector:
    """Breaks parts of a running service, and starts again whatever ended."""

    def __init__(self, servers: Servers, fleet: Fleet, seed: int = 0) -> None:
        self._servers, self._fleet = servers, fleet
        self._random = random.Random(seed)
        self._by_name: dict[str, EmbeddedServer] = {
            "valkey": servers.valkey,
            "postgres": servers.postgres,
            **({SECOND: servers.valkey2} if servers.valkey2 else {}),
        }
        self._starting: dict[str, asyncio.Task[None]] = {}
        self.restarts = 0
        """How often a process was started again."""

    @property
    def database_url(self) -> str:
        """The address of the PostgreSQL that takes writes."""
        return self._by_name["postgres"].url

    async def keep(self) -> None:
        """Start again what has ended, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for one in self._fleet.running:
                if one.process.poll() is not None:
                    start = partial(self._fleet.replace, one)
                    self._once(str(id(one)), self._again(start, _pause(one.name)))
            for name, server in self._by_name.items():
                if not server.running():
                    self._once(name, self._again(server.start, SERVER_PAUSE))

    def _once(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        if name in self._starting:
            work.close()
            return
        task = self._starting[name] = asyncio.create_task(work)
        task.add_done_callback(lambda done: self._starting.pop(name))

    async def _again(self, start: Callable[[], None], pause: float) -> None:
        self.restarts += 1
        await asyncio.sleep(pause)
        try:
            await asyncio.to_thread(start)
        except ServerFailed:
            return  # the next round tries again; a full disk gets room later

    def whole(self) -> bool:
        """Whether every process runs and nothing is being started."""
        ended = any(one.process.poll() is not None for one in self._fleet.running)
        servers = all(server.running() for server in self._by_name.values())
        return servers and not ended and not self._starting

    async def inject(self, fault: Fault) -> None:
        """Cause a fault; returns at its end, which may be before the service has recovered."""
        if fault.how == KILL:
            self._signal(fault.part, signal.SIGKILL)
        elif fault.how == CRASH:
            self._crash(fault.part)
        elif fault.how == END:
            self._signal(fault.part, signal.SIGTERM)
        elif fault.how == FAILOVER:
            await self._fail_over(fault.part)
        elif fault.how == CUT:
            await asyncio.to_thread(self._cut, fault.part)
        elif fault.how == FULL:
            await (self._no_memory if fault.part == "valkey" else self._no_room)(fault.seconds)
        else:
            await self._stop(fault)

    async def _fail_over(self, part: str) -> None:
        primary = self._by_name.pop(part)
        for process in procs.tree([primary.pid] if primary.pid else []):
            _send(process, signal.SIGKILL)
        self._by_name[part] = await asyncio.to_thread(self._promote, part)

    def _promote(self, part: str) -> EmbeddedServer:
        """Return the server that takes another's place, once it has done so."""
        standby, sentinels = self._servers.standby, self._servers.sentinels
        assert standby or sentinels, "faults are known before the servers start"
        if standby and part == "postgres":
            standby.promote()
            return standby
        assert sentinels
        sentinels.await_promotion()
        return sentinels.replica

    async def _stop(self, fault: Fault) -> None:
        stopped = self._signal(fault.part, signal.SIGSTOP)
        try:
            await asyncio.sleep(fault.seconds)
        finally:
            for process in stopped:
                _send(process, signal.SIGCONT)

    def _signal(self, part: str, number: signal.Signals) -> list[psutil.Process]:
        found = [process for root in self._roots(part) for process in procs.tree([root])]
        if number == signal.SIGTERM:
            found = [psutil.Process(root) for root in self._roots(part) if psutil.pid_exists(root)]
        for process in found:
            _send(process, number)
        return found

    def _crash(self, part: str) -> None:
        for root in self._roots(part):
            for child in psutil.Process(root).children():
                _send(child, signal.SIGKILL)

    def _roots(self, part: str) -> Tree:
        """The processes of a part; a single worker or gateway is chosen at random."""
        workers = self._pids("worker")
        gateways = self._pids("gateway")
        slow = self._pids("worker-slow") + self._pids("worker-crowd")
        servers = [server.pid for server in self._by_name.values() if server.pid]
        parts: dict[str, Tree] = {
            "worker": [self._random.choice(self._pids("worker"))],
            "workers": workers,
            "gateway": [self._random.choice(gateways)],
            "gateways": gateways,
            "all": [*workers, *slow, *gateways, *servers],
        }
        if (server := self._by_name.get(part)) is not None:
            return [server.pid] if server.pid else []
        return parts[part]

    def _pids(self, name: str) -> Tree:
        return [one.process.pid for one in self._fleet.named(name)]

    def _cut(self, server: str) -> None:
        if server != "postgres":
            with self._redis(server) as client:
                for kind in ("normal", "pubsub"):
                    client.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
            return
        connection = psycopg2.connect(self.database_url)
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
        connection.close()

    def _redis(self, server: str = "valkey") -> redis.Redis:
        return redis.Redis.from_url(self._by_name[server].url)

    async def _no_memory(self, seconds: float) -> None:
        with self._redis() as client:
            await asyncio.to_thread(client.config_set, "maxmemory", _NO_MEMORY)
            try:
                await asyncio.sleep(seconds)
            finally:
                await asyncio.to_thread(client.config_set, "maxmemory", _MUCH_MEMORY)

    async def _no_room(self, seconds: float) -> None:
        with filled(self._servers.disk):
            await asyncio.sleep(seconds)


def _pause(name: str) -> float:
    """Seconds from the end of a process to its next start, as `./dev up` has them."""
    return first_pause("web" if name == "gateway" else name)


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
