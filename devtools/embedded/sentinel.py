"""A replica of an embedded Valkey, and the Sentinels which let it take the primary's place."""

import signal
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import redis

from devtools import processes
from devtools.embedded.base import ServerFailed
from devtools.embedded.valkey import ValkeyServer
from devtools.leftovers import Register

FOLLOWS_SECONDS = 60.0
QUICK_MS = 200
MASTER = "main"
SENTINEL_CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
pidfile "{folder}/valkey.pid"
daemonize no
sentinel monitor {master} 127.0.0.1 {primary} 2
sentinel auth-pass {master} {primary_password}
sentinel down-after-milliseconds {master} {down_after}
sentinel failover-timeout {master} 3000
"""


class ReplicaServer(ValkeyServer):
    """Follows another Valkey, which must run, and has its password."""

    name: ClassVar[str] = "Valkey's replica"

    def __init__(self, primary: ValkeyServer, folder: Path, log: Path, register: Register) -> None:
        super().__init__(folder, log, register, password=primary.password, durable=False)
        self._primary = primary
        self.promoted = False
        """Whether it starts again as a primary."""

    def prepare(self) -> None:
        super().prepare()
        if self.promoted:
            return
        with redis.Redis.from_url(self._primary.url) as client:
            client.config_set("repl-diskless-sync-delay", 0)  # no others will come

    def _text(self) -> str:
        if self.promoted:
            return super()._text()
        lines = (
            f"replicaof 127.0.0.1 {self._primary.port}",
            f"masterauth {self._primary.password}",
        )
        return super()._text() + "\n".join(lines) + "\n"

    def answers(self) -> bool:
        return self.is_primary() or self._replication().get("master_link_status") == "up"

    def is_primary(self) -> bool:
        """Whether it takes writes."""
        return self._replication().get("role") == "master"

    def _replication(self) -> dict[str, Any]:
        """What it says of itself; nothing while it is promoted, which ends connections."""
        with redis.Redis.from_url(self.url, socket_timeout=2.0) as client:
            try:
                state: dict[str, Any] = client.info("replication")
            except redis.RedisError:
                return {}
        return state


class SentinelServer(ValkeyServer):
    """Watches a primary; several of them agree that it is gone, and promote a replica."""

    name: ClassVar[str] = "Valkey's Sentinel"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(
        self,
        primary: ValkeyServer,
        folder: Path,
        log: Path,
        register: Register,
        *,
        password: str,
        down_after_ms: int = 1000,
    ) -> None:
        super().__init__(folder, log, register, password=password)
        self._primary, self._down_after_ms = primary, down_after_ms

    def _text(self) -> str:
        return SENTINEL_CONFIGURATION.format(
            port=self.port,
            password=self.password,
            folder=self._quoted_folder(),
            master=MASTER,
            primary=self._primary.port,
            primary_password=self._primary.password,
            down_after=self._down_after_ms,
        )

    def command(self) -> list[str]:
        return [*super().command(), "--sentinel"]

    def hurry(self) -> None:
        """Let it look for replicas and other Sentinels often, in place of every 2 and 10 s."""
        with redis.Redis.from_url(self.url, socket_timeout=2.0) as client:
            periods = ("INFO-PERIOD", QUICK_MS, "PUBLISH-PERIOD", QUICK_MS)
            client.execute_command("SENTINEL", "DEBUG", *periods)

    def knows(self, replicas: int, others: int) -> bool:
        """Whether it has found so many replicas and so many other Sentinels."""
        with redis.Redis.from_url(self.url, socket_timeout=2.0) as client:
            state: dict[str, Any] = client.sentinel_master(MASTER)
        return bool(state["num-slaves"] == replicas and state["num-other-sentinels"] == others)


class Sentinels:
    """Three Sentinels of one primary and its one replica."""

    def __init__(
        self, primary: ValkeyServer, folder: Path, logs: Path, register: Register, password: str
    ) -> None:
        self.primary, self.password = primary, password
        self.replica = ReplicaServer(primary, folder / "replica", logs / "replica.log", register)
        self._sentinels = [
            SentinelServer(
                primary,
                folder / f"sentinel{number}",
                logs / f"sentinel{number}.log",
                register,
                password=password,
            )
            for number in (1, 2, 3)
        ]

    def start(self) -> None:
        """Start all; returns when each knows the others. Raises ServerFailed."""
        for one in (self.replica, *self._sentinels):
            one.start()
        for one in self._sentinels:
            one.hurry()
        if not processes.wait_until(self._know_each_other, FOLLOWS_SECONDS):
            raise ServerFailed("the Sentinels do not find each other, or the replica")

    def _know_each_other(self) -> bool:
        return all(one.knows(replicas=1, others=2) for one in self._sentinels)

    def url_of(self, database: int) -> str:
        """The address of the primary, whoever it is."""
        hosts = ",".join(f"127.0.0.1:{one.port}" for one in self._sentinels)
        login = f":{self.primary.password}@"
        path = f"{MASTER}/{database}?sentinel_password={quote(self.password, safe='')}"
        return f"redis+sentinel://{login}{hosts}/{path}"

    def await_promotion(self) -> None:
        """Return when the replica takes writes. Raises ServerFailed."""
        if not processes.wait_until(self.replica.is_primary, FOLLOWS_SECONDS):
            raise ServerFailed("the replica was not promoted")
        self.replica.promoted = True

    def stop(self) -> None:
        """Stop all but the primary."""
        for one in (*self._sentinels, self.replica):
            one.stop()
