"""Processes of one system: started by name, their output kept in files, all ended together."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from bench.servers import Servers
from devtools import processes

STOP_SECONDS = 25.0


class Command(Struct, frozen=True):
    """One process: the name it is measured under (several may share it), and how to start it."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]


class Died(Exception):
    """A process of the system ended by itself; the text holds the end of its output."""


class Fleet:
    """Starts processes in a group of their own each, and never leaves one behind."""

    def __init__(self, servers: Servers, commands: Sequence[Command]) -> None:
        self.folder = servers.folder
        self.register = servers.register
        self.commands = commands
        self.running: list[tuple[str, subprocess.Popen[bytes], Path]] = []

    def __enter__(self) -> Self:
        try:
            for command in self.commands:
                self._start(command)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self, command: Command) -> None:
        log = self.folder / f"{command.name}-{len(self.running)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command.argv,
                env={**os.environ, **command.env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.running.append((command.name, process, log))
        self.register.add(process.pid)

    @property
    def pids(self) -> dict[str, list[int]]:
        """The process ids by name."""
        pids: dict[str, list[int]] = {}
        for name, process, _ in self.running:
            pids.setdefault(name, []).append(process.pid)
        return pids

    def check(self) -> None:
        """Raise Died when a process has ended."""
        for name, process, log in self.running:
            if process.poll() is not None:
                raise Died(f"{name} ended with {process.returncode}:\n{_tail(log)}")

    def tails(self) -> str:
        """The last lines of every process, for an error's text."""
        return "\n".join(f"--- {name}\n{_tail(log)}" for name, _, log in self.running)

    def stop(self) -> None:
        """SIGTERM to all, SIGKILL to the process groups of those that stay."""
        leaders = [process.pid for _, process, _ in self.running]
        processes.end_groups([(pid, signal.SIGTERM) for pid in leaders], STOP_SECONDS)
        for _, process, _ in self.running:
            process.wait()
            self.register.remove(process.pid)
        self.running.clear()


def _tail(log: Path, size: int = 2000) -> str:
    return log.read_bytes()[-size:].decode(errors="replace")
