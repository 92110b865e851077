"""Ending every process of a run with the run, even when that is killed with SIGKILL.

Every process that is started is written to a register file. A guard, a small process in a session
of its own, waits on a pipe that only the run holds open: when the run has ended in any way, the
pipe closes and the guard ends what the register still names. The next run does the same first, for
the case that the guard was killed too.
"""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from devtools import processes

GRACE = 6.0


class Register:
    """The running children of one run, kept in a file: pid -> (start time, stop signal)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._children: dict[int, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def add(self, pid: int, stop_signal: int = signal.SIGTERM) -> None:
        """Note a child that leads its own process group."""
        child = (processes.started_at(pid) or 0.0, int(stop_signal))
        with self._lock:
            self._children[pid] = child
            self._write()

    def remove(self, pid: int) -> None:
        """Forget a child that has ended."""
        with self._lock:
            self._children.pop(pid, None)
            self._write()

    def _write(self) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps([[pid, *rest] for pid, rest in self._children.items()]))
        new.replace(self.path)


def end_leftovers(path: Path) -> int:
    """End what the register at `path` still names, and empty it; returns how many there were."""
    if not path.exists():
        return 0
    entries = _entries(path)
    # A leader may have ended while others of its group run; its pid is not reused until they end.
    alive = [
        (pid, number)
        for pid, since, number in entries
        if processes.is_same(pid, since)
        or (processes.started_at(pid) is None and processes.group_lives(pid))
    ]
    # Database servers (stopped by SIGINT) go last, so that their clients end in order.
    clients = [entry for entry in alive if entry[1] == signal.SIGTERM]
    processes.end_groups(clients, GRACE)
    processes.end_groups([entry for entry in alive if entry not in clients], GRACE)
    path.unlink(missing_ok=True)
    return len(alive)


def _entries(path: Path) -> list[tuple[int, float, int]]:
    try:
        entries: list[tuple[int, float, int]] = json.loads(path.read_text())
    except ValueError:
        # Truncated by a full disk or a power failure; what it named is unknown.
        return []
    return entries


class Guard:
    """Holds the pipe; when it closes, the guard process begins its work."""

    def __init__(
        self, register: Path, *, remove: Path | None = None, keep_open: Sequence[int] = ()
    ) -> None:
        """Start the guard process.

        `remove`: a folder to delete at the end; `keep_open`: descriptors (a held lock) that the
        guard keeps until everything is cleaned up.
        """
        command = [sys.executable, "-m", "devtools.leftovers", str(register)]
        self._process = subprocess.Popen(
            command + ([str(remove)] if remove else []),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=Path(__file__).parent.parent,
            start_new_session=True,
            pass_fds=keep_open,
        )

    @property
    def pid(self) -> int:
        """The guard process."""
        return self._process.pid

    def close(self) -> None:
        """Let the guard clean up (normally nothing is left), and wait for it, up to a bound."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        # It may have a whole database to delete, on a busy disk; then it continues without us.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10 * GRACE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def main(register: str, remove: str | None = None) -> None:
    """The guard process: wait for the end of the pipe, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end_leftovers(Path(register))
    if remove is not None:
        shutil.rmtree(remove, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
