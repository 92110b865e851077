"""./dev up as a developer sees it: from the first start to `ready`, and to its end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from devtools import processes
from devtools.ports import free_ports

ROOT = Path(__file__).parent.parent.parent
READY_SECONDS = 180.0
PLATFORM_SECONDS = 30.0
"""What a platform gives a process between SIGTERM and SIGKILL."""

pytestmark = pytest.mark.e2e


class Run:
    """One `./dev up` in a folder."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        self.folder = folder
        self.port, self.flower_port, store_port = ports
        self.log = folder.parent / f"{time.monotonic_ns()}.log"
        own = {"PORT": str(self.port), "FLOWER_PORT": str(self.flower_port), "WORKERS": "1"}
        own["MEDIA_PORT"] = str(store_port)
        ours = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEBUG"}
        shell = {name: text for name, text in os.environ.items() if name not in ours}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "devtools", "up"],
                cwd=ROOT,
                env=shell | own | {"DATA_DIR": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> list[str]:
        return self.text.splitlines()

    @property
    def text(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self) -> float:
        """Seconds until the line `ready ...` came."""
        started = time.monotonic()
        line = f"ready http://127.0.0.1:{self.port}"
        while line not in self.output:
            assert self.process.poll() is None, self.text
            assert time.monotonic() - started < READY_SECONDS, self.text
            time.sleep(0.05)
        return time.monotonic() - started

    def children(self) -> set[int]:
        """Everything that was started, databases and guard included."""
        below = {child.pid for child in psutil.Process(self.process.pid).children(recursive=True)}
        entries = json.loads((self.folder / "run" / "children.json").read_text())
        return below | {entry[0] for entry in entries}

    def end(self, number: int) -> float:
        """Seconds from the signal to the end."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - started


Start = Callable[[], Run]


@pytest.fixture
def start(server_folder: Path) -> Iterator[Start]:
    """Starts runs in one folder with the same ports; ends those that still run at the end."""
    folder = server_folder / "the data"
    ports = free_ports(3)
    runs: list[Run] = []

    def begin() -> Run:
        runs.append(Run(folder, ports))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)


def health(run: Run) -> object:
    url = f"http://127.0.0.1:{run.port}/health"
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.loads(response.read())["status"]


def all_gone(pids: set[int]) -> bool:
    return all(processes.started_at(pid) is None for pid in pids)


def test_up_down_and_up_again(start: Start) -> None:
    first = start()
    first.wait_until_ready()
    assert "/PhoneLogin" in first.text
    assert "13800000001" in first.text
    assert health(first) == "ok"
    pids = first.children()
    assert len(pids) >= 8

    another = start()
    assert another.process.wait(30) == 1
    assert f"in use by process {first.process.pid}" in another.output[-1]
    assert health(first) == "ok"

    assert first.end(signal.SIGTERM) < PLATFORM_SECONDS
    assert first.process.returncode == 0
    assert all_gone(pids)

    again = start()
    # 10 s on a machine of its own; here other tests run beside it
    again.wait_until_ready()
    assert "demo data is there already" in again.text
    pids = again.children()
    assert again.end(signal.SIGINT) < PLATFORM_SECONDS
    assert again.process.returncode == 0
    assert all_gone(pids)


def test_after_a_kill_nothing_stays_and_the_next_start_works(start: Start) -> None:
    killed = start()
    killed.wait_until_ready()
    pids = killed.children()
    killed.end(signal.SIGKILL)

    following = start()
    following.wait_until_ready()

    assert all_gone(pids)


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = Run(tmp_path / "data", [port] * 3)

        assert refused.process.wait(30) == 1

    assert len(refused.output) == 1
    assert f"port {port} cannot be had" in refused.output[0]
    assert "set PORT to another" in refused.output[0]
