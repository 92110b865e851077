"""What is done to the service, which alarms must come of it, and how it is undone."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg2
import redis

from bench import procs
from bench.fleet import Fleet, Running
from bench.servers import Servers


@dataclass(frozen=True)
class Fault:
    """One fault by name; all `alarms` must fire."""

    name: str
    alarms: frozenset[str]
    inflict: Callable[[], None]
    repair: Callable[[], None]


class Breaker:
    """Does the harm."""

    def __init__(self, servers: Servers, fleet: Fleet) -> None:
        self._servers, self._fleet = servers, fleet

    def faults(self) -> list[Fault]:
        """All that are known, in the order in which they are tried."""
        return [
            self._killed("worker-killed", ["FewerWorkers"], lambda: self._named("worker")[:1]),
            self._killed("no-worker", ["NoWorkers", "CallsNotAnswered"], self._workers),
            self._killed("beat-dead", ["BeatDead"], lambda: self._named("beat")),
            Fault("redis-away", _all("RedisAway"), self._servers.valkey.stop, self._redis_again),
            Fault("postgres-away", _all("PostgresAway"), self._no_postgres, self._postgres_again),
            Fault("queue-grows", _all("QueueOld"), self._stop_slow, self._go_on),
            Fault("outbox-old", _all("OutboxOld"), self._late_job, self._job_done),
            Fault("dead-letters", _all("DeadLetters"), self._junk, self._no_junk),
        ]

    def _killed(self, name: str, alarms: Sequence[str], who: Callable[[], list[Running]]) -> Fault:
        def kill() -> None:
            for one in who():
                _signal(one, signal.SIGKILL)

        return Fault(name, _all(*alarms), kill, self.start_again)

    def _named(self, name: str) -> list[Running]:
        return self._fleet.named(name)

    def _workers(self) -> list[Running]:
        return self._named("worker")

    def start_again(self) -> None:
        """Start what has ended, as a platform would."""
        for one in self._fleet.running:
            if one.process.poll() is not None:
                self._fleet.replace(one)

    def _redis_again(self) -> None:
        self._servers.valkey.start()
        self.start_again()

    def _no_postgres(self) -> None:
        self._servers.postgres.stop()

    def _postgres_again(self) -> None:
        self._servers.postgres.start()
        self.start_again()

    def _stop_slow(self) -> None:
        for one in self._named("worker-slow"):
            _signal(one, signal.SIGSTOP)

    def _go_on(self) -> None:
        for one in self._named("worker-slow"):
            _signal(one, signal.SIGCONT)

    def _late_job(self) -> None:
        """A job that is due, and nobody who could do it or queue it again."""
        self._stop_slow()
        self._sql("INSERT INTO outbox (task, create_time, due) VALUES ('no.body', 1, 1)")

    def _job_done(self) -> None:
        self._sql("DELETE FROM outbox WHERE task = 'no.body'")
        self._go_on()

    def _junk(self) -> None:
        with self._redis() as client:
            client.lpush("rpc", "this is no message")

    def _no_junk(self) -> None:
        with self._redis() as client:
            client.delete("broker:dead")

    def _sql(self, statement: str) -> None:
        connection = psycopg2.connect(self._servers.postgres.url)
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    def _redis(self) -> redis.Redis:
        return redis.Redis.from_url(self._servers.valkey.url)


def _all(*names: str) -> frozenset[str]:
    return frozenset(names)


def _signal(one: Running, number: signal.Signals) -> None:
    for process in list(procs.tree([one.process.pid])):  # before its root is gone
        process.send_signal(number)
