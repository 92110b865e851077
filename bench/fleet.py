"""Processes of one system: started by name, their output kept in files, all ended together."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass
class Running:
    """A command with the process that runs it now, and where its output goes."""

    command: Command
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def name(self) -> str:
        return self.command.name


class Fleet:
    """Starts each process in a group of its own, and ends all of them."""

    def __init__(self, servers: Servers, commands: Sequence[Command]) -> None:
        self.folder = servers.folder
        self.register = servers.register
        self.commands = commands
        self.running: list[Running] = []

    def __enter__(self) -> Self:
        try:
            for command in self.commands:
                log = self.folder / f"{command.name}-{len(self.running)}.log"
                self.running.append(Running(command, self._start(command, log), log))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self, command: Command, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            process = subprocess.Popen(
                command.argv,
                env={**os.environ, **command.env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.register.add(process.pid)
        return process

    def named(self, name: str) -> list[Running]:
        """The processes of that name."""
        return [one for one in self.running if one.name == name]

    def replace(self, one: Running) -> None:
        """Start a process that has ended again."""
        self.register.remove(one.process.pid)
        one.process = self._start(one.command, one.log)

    @property
    def pids(self) -> dict[str, list[int]]:
        """The process ids by name."""
        pids: dict[str, list[int]] = {}
        for one in self.running:
            pids.setdefault(one.name, []).append(one.process.pid)
        return pids

    def check(self) -> None:
        """Raise Died when a process has ended."""
        for one in self.running:
            if (code := one.process.poll()) is not None:
                raise Died(f"{one.name} ended with {code}:\n{_tail(one.log)}")

    def tails(self) -> str:
        """The last lines of every process, for an error's text."""
        return "\n".join(f"--- {one.name}\n{_tail(one.log)}" for one in self.running)

    def stop(self) -> None:
        """SIGTERM to all, SIGKILL to the process groups of those that stay."""
        leaders = [one.process.pid for one in self.running]
        processes.end_groups([(pid, signal.SIGTERM) for pid in leaders], STOP_SECONDS)
        for one in self.running:
            one.process.wait()
            self.register.remove(one.process.pid)
        self.running.clear()


def _tail(log: Path, size: int = 2000) -> str:
    return log.read_bytes()[-size:].decode(errors="replace")
