"""Workers on a Valkey of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import redis

from devtools.leftovers import Register
from tests.fixtures import servers
from tests.fixtures.servers import ROOT

PATIENCE = 30.0


class Rig:
    """A Valkey, workers on it, and what their tasks wrote down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        register = Register(folder / "register")
        self.server = servers.make_valkey(folder / "valkey", register, durable=True)
        self.server.start()
        self.redis: Any = redis.Redis.from_url(
            self.server.url, decode_responses=True, client_name="rig"
        )
        self.workers: list[subprocess.Popen[bytes]] = []
        os.environ["BATCH_TEST_BROKER"] = self.server.url

    def worker(
        self,
        *options: str,
        queues: str = "one",
        program: Sequence[str] = ("celery", "-A", "tests.broker.app"),
    ) -> subprocess.Popen[bytes]:
        """Start a worker, and return when it waits for messages."""
        before = set(self.redis.hkeys("broker:consumers"))
        name = f"w{len(self.workers)}@test"
        command = [sys.executable, "-m", *program, "worker"]
        command += ["-Q", queues, "-n", name, "--without-gossip", "--without-mingle", *options]
        environment = os.environ | {"BATCH_TEST_BROKER": self.server.url}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
        self.workers.append(process)
        self.until(lambda: set(self.redis.hkeys("broker:consumers")) - before)
        return process

    def send(self, name: str, seconds: float = 0.0, queue: str = "one", priority: int = 0) -> None:
        self.send_task("note", name, seconds, queue=queue, priority=priority)

    def send_task(self, task: str, *args: Any, queue: str = "one", priority: int = 0) -> None:
        from tests.broker.app import app

        with app.connection_for_write(self.server.url) as connection:
            app.send_task(
                f"tests.broker.app.{task}",
                args,
                queue=queue,
                priority=priority,
                connection=connection,
            )

    def begun(self) -> list[str]:
        """Names of tasks in the order in which they began."""
        return [line.split()[0] for line in self.redis.lrange("begun", 0, -1)]

    def ended(self) -> list[str]:
        return [line.split()[0] for line in self.redis.lrange("ended", 0, -1)]

    def by_worker(self) -> dict[int, int]:
        """How many tasks each process ended."""
        counts: dict[int, int] = {}
        for line in self.redis.lrange("ended", 0, -1):
            pid = int(line.split()[1])
            counts[pid] = counts.get(pid, 0) + 1
        return counts

    def parked(self) -> int:
        keys = self.redis.keys("broker:parked:*")
        return sum(self.redis.hlen(key) for key in keys)

    def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until a condition is true."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.02)
        raise AssertionError(f"not within {seconds} s\n{self.logs()}")

    def logs(self) -> str:
        return "\n".join(path.read_text()[-2000:] for path in self.folder.glob("*.log"))

    def stop(self) -> None:
        for process in self.workers:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
        self.redis.close()
        self.server.stop()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    try:
        yield made
    finally:
        made.stop()
