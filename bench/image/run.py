"""``./dev image``: the image without an image registry, and a trial of each process of it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from honcho.environ import parse_procfile
from msgspec import Struct

from bench import data
from bench.image.build import BASE, IMAGE, Builder
from bench.image.container import STOP_SECONDS, Container, Image
from bench.program import end_in_time, say
from bench.servers import Servers, servers
from bench.specs import Target
from bench.suite import first_call
from bench.systems import OWN, ROOT, environment
from bench.tables import table
from devtools.ports import free_ports

START_SECONDS: Final = 90.0
RELEASE: Final = "release"
OURS: Final = ("PATH", "PYTHONPATH")
"""Variables of this machine that containers do not get."""
MIB: Final = 1 << 20
ATTEMPTS: Final = ("id -u", "touch /app/x", "touch /usr/x", "touch /data/x", "touch /tmp/x")
"""Commands that are tried in the gateway's container; the result shows which it may run."""


class Seen(Struct):
    """The outcome for one process."""

    name: str
    well: float
    """Seconds until its health check passed."""
    processes: int
    memory: float
    """MiB, pages that are shared counted once."""
    ended: float = STOP_SECONDS
    """Seconds from SIGTERM to the end of all its processes."""
    status: int | None = None

    def row(self) -> list[str]:
        ended = f"{self.ended:.1f} s, status {self.status}" if self.status is not None else "NEVER"
        return [self.name, f"{self.well:.1f}", str(self.processes), f"{self.memory:.0f}", ended]


def main(arguments: Sequence[str]) -> int:
    """Build and try; 0 when every process was well and ended by itself."""
    parser = argparse.ArgumentParser("./dev image", description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "image", help="for images")
    folder = parser.parse_args(arguments).folder.resolve()
    end_in_time(3600)
    folder.mkdir(parents=True, exist_ok=True)
    builder = Builder(folder)
    builder.build()
    with builder.mounted() as (root, config), servers() as running:
        seen = _Trial(Image(root, config), running).run()
    say(f"{IMAGE} takes {builder.size(IMAGE)}, {builder.size(BASE)} of them {BASE}")
    head = ("process", "well after s", "processes", "MiB", "after SIGTERM")
    print(table(head, [one.row() for one in seen]))
    return int(any(one.status is None for one in seen))


class _Trial:
    """Every process of the Procfile at the same time."""

    def __init__(self, image: Image, running: Servers) -> None:
        self._image, self._running = image, running
        self._web, store, flower = free_ports(3)
        theirs = {key: text for key, text in environment(running).items() if key not in OURS}
        self._environment = {
            **theirs,
            "PORT": str(self._web),
            "MEDIA_PORT": str(store),
            "FLOWER_PORT": str(flower),
            "FLOWER_PASSWORD": "a password for this run",
            "LOG_LEVEL": "INFO",
        }
        # Others on this machine cannot read its folder; containers get only this one.
        running.postgres.sockets.chmod(0o711)

    def run(self) -> list[Seen]:
        """Start all, look at each, and end all."""
        self._release()
        data.lay_down(self._running.postgres.url, 2)
        names = parse_procfile((ROOT / "Procfile").read_text()).processes
        with contextlib.ExitStack() as stack:
            containers = [self._container(name) for name in names if name != RELEASE]
            for one in containers:
                stack.callback(one.remove)
                one.start()
            seen = [_looked_at(one) for one in containers]
            url = f"ws://127.0.0.1:{self._web}/ws"
            asyncio.run(first_call(Target(OWN, url, True, {}, False, 2)))
            say("a call was answered")
            _attempt(containers[0])
            _end(containers, seen)
        return seen

    def _container(self, name: str) -> Container:
        folder, sockets = self._running.folder, self._running.postgres.sockets
        return Container(self._image, name, self._environment, folder, sockets)

    def _release(self) -> None:
        release = self._container(RELEASE)
        release.start()
        if release.wait(START_SECONDS):
            raise SystemExit(release.log)
        say("release has migrated the database")


def _looked_at(container: Container) -> Seen:
    well = container.well_after(START_SECONDS)
    inside = container.processes()
    memory = sum(one.memory_full_info().pss for one in inside) / MIB
    return Seen(container.name, well, len(inside), memory)


def _attempt(container: Container) -> None:
    for line in ATTEMPTS:
        done = container.execute("sh", "-c", line)
        say(f"{line}: status {done.returncode} {(done.stdout + done.stderr).strip()}")


def _end(containers: Sequence[Container], seen: Sequence[Seen]) -> None:
    """SIGTERM to all at once."""
    begun = time.monotonic()
    for container in containers:
        container.send("TERM")
    for container, one in zip(containers, seen, strict=True):
        with contextlib.suppress(subprocess.TimeoutExpired):
            one.status = container.wait(max(0.0, begun + STOP_SECONDS - time.monotonic()))
            one.ended = time.monotonic() - begun
        if one.status:
            say(f"the end of {one.name}:\n{container.log[-2000:]}")
