"""DATA_DIR: what a development run keeps between starts, and a lock for one run at a time."""

import fcntl
import json
import os
import pwd
import secrets
import time
from pathlib import Path
from typing import Any

from devtools import processes
from devtools.errors import Refused

SECRETS = ("SECRET_KEY", "FLOWER_PASSWORD", "OPS_PASSWORD", "VALKEY_PASSWORD")
# Seconds that the guard of an earlier run may need to end everything.
CLEANUP_SECONDS = 20.0


class Home:
    """The folder DATA_DIR."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.run = self.path / "run"
        self.logs = self.path / "logs"
        self.register = self.run / "children.json"
        self._lock: int | None = None

    def create(self) -> None:
        """Make the folders.

        Other accounts may pass through DATA_DIR (a database server that must not run as root has
        to reach its files), but read nothing in it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        self._check_owner()
        self.path.chmod(0o711)
        for folder in (self.run, self.logs):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)

    def _check_owner(self) -> None:
        owner = self.path.stat().st_uid
        if owner != os.geteuid():
            raise Refused(
                f"{self.path} belongs to {_name_of(owner)}:"
                " be that user, or set DATA_DIR to a folder of your own."
            )

    def secrets(self) -> dict[str, str]:
        """The generated secrets of this installation; made at the first call."""
        path = self.path / "secrets.json"
        known: dict[str, str] = _json_of(path, {})
        missing = [name for name in SECRETS if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(_bytes_of(name)) for name in missing}
            write_private(path, json.dumps(known, indent=1))
        return known

    def publish(self, urls: dict[str, str]) -> None:
        """Leave the addresses of the running servers for other ./dev commands."""
        write_private(self.run / "urls.json", json.dumps(urls))

    def published(self) -> dict[str, str]:
        """The addresses left by the run that holds the lock."""
        urls: dict[str, str] = _json_of(self.run / "urls.json", {})
        return urls

    # ------------------------------------------------------------------------------------- lock

    def holder(self) -> int | None:
        """The pid of the living run that holds the lock, if there is one."""
        path = self.run / "lock"
        text = path.read_text().split() if path.exists() else []
        if len(text) != 2 or not processes.is_same(int(text[0]), float(text[1])):
            return None
        return int(text[0])

    def lock(self) -> int:
        """Take DATA_DIR for this process; returns the descriptor that holds it.

        Raises Refused when another run has it. After a run that was killed, waits for that
        run's guard, which keeps the lock until everything is ended.
        """
        descriptor = os.open(self.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + CLEANUP_SECONDS
        while not _try_lock(descriptor):
            holder = self.holder()
            if holder is not None or time.monotonic() > end:
                os.close(descriptor)
                who = f"process {holder}" if holder else "another run"
                raise Refused(
                    f"{self.path} is in use by {who}; stop it, or set DATA_DIR to another folder."
                )
            time.sleep(0.1)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {processes.started_at(os.getpid())}".encode(), 0)
        self._lock = descriptor
        return descriptor

    def unlock(self) -> None:
        """Give DATA_DIR back."""
        if self._lock is not None:
            (self.run / "urls.json").unlink(missing_ok=True)
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None


def _json_of(path: Path, otherwise: Any) -> Any:
    """What the file holds; `otherwise` when there is none."""
    if not path.exists():
        return otherwise
    try:
        return json.loads(path.read_text())
    except ValueError:
        raise Refused(f"{path} is damaged: move it away, then it is made anew.") from None


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the user with the number {uid}"


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _bytes_of(name: str) -> int:
    return 48 if name == "SECRET_KEY" else 12


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, never half of it."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    new.replace(path)
