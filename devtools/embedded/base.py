"""What the two embedded servers have in common: start, wait until ready, stop."""

import errno
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, ClassVar

from devtools import processes
from devtools.errors import Refused
from devtools.leftovers import Register

READY_SECONDS = 60.0
DISK_FULL = os.strerror(errno.ENOSPC)
# A log longer than this is renamed at the next start; one old log is kept.
LOG_BYTES = 10_000_000
# A server of a killed run may keep its memory or port for a moment; then the first start fails.
ATTEMPTS = 3


class ServerFailed(Refused):
    """An embedded server did not start; the text ends with the end of its log."""


class EmbeddedServer:
    """One server process.

    It has a session of its own, so that Ctrl-C does not reach it before its clients have ended.
    """

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, folder: Path, log: Path, register: Register) -> None:
        self.folder = folder.resolve()
        self.log = log
        self._register = register
        self._process: subprocess.Popen[bytes] | None = None
        self._logged = 0

    # What each kind of server defines.

    @property
    def url(self) -> str:
        """The address clients use, valid once the server was started."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Make the files the server needs and end a server left by a killed run."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """The command line of the server in the foreground."""
        raise NotImplementedError

    def user(self) -> str | None:
        """The account to run as, None for our own."""
        return None

    def answers(self) -> bool:
        """Whether a client can use the server now."""
        raise NotImplementedError

    # The rest is the same for all.

    def start(self) -> None:
        """Start the server and return when it answers. Raises ServerFailed."""
        for attempt in range(1, ATTEMPTS + 1):
            self.prepare()
            self.launch()
            if self._wait():
                return
            self.stop(seconds=2.0)
            if DISK_FULL in self._said():
                raise ServerFailed(
                    f"the disk is full, so {self.name} did not start in {self.folder}:"
                    " make room, or set DATA_DIR to a folder on another one."
                )
            if attempt < ATTEMPTS:
                time.sleep(1.0)
        raise ServerFailed(f"{self.name} did not start; the end of {self.log}:\n{self._tail()}")

    def launch(self) -> None:
        """Start the process without waiting for it."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            self._logged = log.tell()
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **self._account(),
            )
        self._register.add(self._process.pid, self.stop_signal)

    def _account(self) -> dict[str, Any]:
        """Options of subprocess for the account to run as."""
        user = self.user()
        return {"user": user, "group": user, "extra_groups": []} if user else {}

    def running(self) -> bool:
        """Whether the started process is alive."""
        return self._process is not None and self._process.poll() is None

    def stop(self, seconds: float = 5.0) -> None:
        """Stop the server, with SIGKILL after `seconds`."""
        if self._process is None:
            return
        self.ask_to_stop()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            processes.signal_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._register.remove(self._process.pid)
        self._process = None

    def ask_to_stop(self) -> None:
        """Send the stop signal and return at once."""
        if self._process is not None and self.running():
            self._process.send_signal(self.stop_signal)

    @property
    def pid(self) -> int | None:
        """The pid of the server, None when it was not started."""
        return self._process.pid if self._process else None

    def _wait(self) -> bool:
        processes.wait_until(lambda: not self.running() or self.answers(), READY_SECONDS)
        return self.running() and self.answers()

    def _said(self) -> str:
        """The log since the last start."""
        with self.log.open("rb") as log:
            log.seek(self._logged)
            return log.read().decode(errors="replace")

    def _tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-15:])


def end_leftover(pid: int, words: tuple[str, ...], stop_signal: int) -> None:
    """End a server of an earlier run, if `pid` is one: its command line contains `words`."""
    if not processes.runs_with(pid, *words):
        return
    processes.signal_process(pid, stop_signal)
    if not processes.wait_until(lambda: processes.started_at(pid) is None, 8.0):
        processes.signal_process(pid, signal.SIGKILL)
        processes.wait_until(lambda: processes.started_at(pid) is None, 5.0)
