"""What is done to the service, which alarms it must raise, and how it is undone."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import psutil
import psycopg2
import redis

from bench import procs
from bench.disk import filled
from bench.fleet import Fleet, Running
from bench.servers import Servers
from devtools.embedded import EmbeddedServer

Found = Callable[[], list[psutil.Process]]
"""Finds the processes that a fault hits, when it begins."""
_MUCH_MEMORY: Final = 1 << 30


@dataclass(frozen=True)
class Trial:
    """One fault by name. All its `alarms` must fire; without any, no alarm may fire."""

    name: str
    alarms: frozenset[str]
    inject: Callable[[], None]
    repair: Callable[[], None]


class Breaker:
    """Causes the faults and repairs them."""

    def __init__(self, servers: Servers, fleet: Fleet) -> None:
        self._servers, self._fleet = servers, fleet
        self._undone = contextlib.ExitStack()
        """What frees a full disk again."""

    def faults(self) -> list[Trial]:
        """All faults that this machine can have, in the order of the run."""
        return [*self._of_processes(), *self._of_servers(), *self._of_data(), *self._of_disk()]

    def _of_processes(self) -> list[Trial]:
        one, workers = self._roots("worker", 1), self._roots("worker")
        slow, gateway, beat = map(self._roots, ("worker-slow", "gateway", "beat"))
        nobody = ("NoWorkers", "CallsNotAnswered")
        return [
            self._killed("worker-crashes", _children(one)),
            self._killed("worker-parent-killed", one, "FewerWorkers"),
            self._killed("worker-killed", _trees(one), "FewerWorkers"),
            self._stopped("worker-hangs", _trees(one), "FewerWorkers"),
            self._killed("workers-killed", _trees(workers), *nobody),
            self._killed("worker-parents-killed", workers, *nobody),
            self._stopped("slow-hangs", _trees(slow), "NoWorkers", "QueueOld", "JobsNotRun"),
            self._killed("gateway-killed", _trees(gateway), "GatewayDown"),
            self._stopped("gateway-hangs", _trees(gateway), "GatewayDown"),
            self._killed("beat-killed", _trees(beat), "BeatDead"),
            self._stopped("beat-hangs", _trees(beat), "BeatDead"),
        ]

    def _of_servers(self) -> list[Trial]:
        valkey, postgres = self._servers.valkey, self._servers.postgres
        redis_away = ("RedisAway", "BrokerAway")
        return [
            self._away("redis-away", valkey, *redis_away),
            self._stopped("redis-hangs", _trees(_server(valkey)), *redis_away),
            self._away("postgres-away", postgres, "PostgresAway"),
            self._stopped("postgres-hangs", _trees(_server(postgres)), "CallsNotAnswered"),
        ]

    def _of_data(self) -> list[Trial]:
        return [
            Trial("redis-full", _all("CallsNotAnswered"), self._no_memory, self._memory),
            Trial("redis-may-evict", _all("RedisMayEvict"), self._evicts, self._memory),
            Trial("outbox-old", _all("OutboxOld"), self._late_job, self._job_done),
            Trial("dead-letters", _all("DeadLetters"), self._junk, self._no_junk),
        ]

    def _of_disk(self) -> list[Trial]:
        """The full disk, if both servers have a disk of their own that can be filled."""
        if not self._servers.disk.is_mount():
            return []
        return [Trial("disk-full", _all("CallsNotAnswered"), self._no_room, self._room)]

    def _killed(self, name: str, found: Found, *alarms: str) -> Trial:
        return Trial(name, _all(*alarms), lambda: _send(found, signal.SIGKILL), self.start_again)

    def _stopped(self, name: str, found: Found, *alarms: str) -> Trial:
        return Trial(
            name,
            _all(*alarms),
            lambda: _send(found, signal.SIGSTOP),
            lambda: _send(found, signal.SIGCONT),
        )

    def _away(self, name: str, server: EmbeddedServer, *alarms: str) -> Trial:
        return Trial(name, _all(*alarms), server.stop, self.start_again)

    def _roots(self, name: str, most: int | None = None) -> Found:
        def found() -> list[psutil.Process]:
            return [_process(one) for one in self._fleet.named(name)[:most]]

        return found

    def start_again(self) -> None:
        """Start what has ended, as a platform would."""
        for server in (self._servers.valkey, self._servers.postgres):
            if not server.running():
                server.start()
        for one in self._fleet.running:
            if one.process.poll() is not None:
                self._fleet.replace(one)

    def _late_job(self) -> None:
        """A job that is due while no process can run it or queue it again."""
        _send(_trees(self._roots("worker-slow")), signal.SIGSTOP)
        self._sql("INSERT INTO outbox (task, create_time, due) VALUES ('no.body', 1, 1)")

    def _job_done(self) -> None:
        self._sql("DELETE FROM outbox WHERE task = 'no.body'")
        _send(_trees(self._roots("worker-slow")), signal.SIGCONT)

    def _junk(self) -> None:
        with self._redis() as client:
            client.lpush("rpc", "this is no message")

    def _no_junk(self) -> None:
        with self._redis() as client:
            client.delete("broker:dead")

    def _no_memory(self) -> None:
        with self._redis() as client:
            client.config_set("maxmemory", 1)

    def _evicts(self) -> None:
        with self._redis() as client:
            client.config_set("maxmemory", _MUCH_MEMORY)
            client.config_set("maxmemory-policy", "allkeys-lru")

    def _memory(self) -> None:
        with self._redis() as client:
            client.config_set("maxmemory-policy", "noeviction")
            client.config_set("maxmemory", 0)

    def _no_room(self) -> None:
        self._undone.enter_context(filled(self._servers.disk))

    def _room(self) -> None:
        self._undone.close()
        self.start_again()

    def _sql(self, statement: str) -> None:
        connection = psycopg2.connect(self._servers.postgres.url)
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def _redis(self) -> redis.Redis:
        return redis.Redis.from_url(self._servers.valkey.url)


def _all(*names: str) -> frozenset[str]:
    return frozenset(names)


def _process(one: Running) -> psutil.Process:
    return psutil.Process(one.process.pid)


def _server(server: EmbeddedServer) -> Found:
    return lambda: [psutil.Process(server.pid)] if server.pid else []


def _trees(roots: Found) -> Found:
    return lambda: list(procs.tree([one.pid for one in roots()]))


def _children(roots: Found) -> Found:
    return lambda: [child for one in roots() for child in one.children()]


def _send(found: Found, number: signal.Signals) -> None:
    for process in found():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
