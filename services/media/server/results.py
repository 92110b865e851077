"""Results of operations, kept on disk because the same addresses are requested many times."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from threading import Lock

from services.media.local import new_path, results_folder, results_of

THINNED = 0.8
"""When the room is exceeded, the oldest are deleted until this part of it is used."""


class Results:
    """A folder per file, a file per operation; the oldest are deleted when the room is used."""

    def __init__(self, room: int) -> None:
        """`room` in bytes, 0 = keep nothing."""
        self._room = room
        self._taken = sum(size for _, size, _ in _everything()) if room else 0
        self._lock = Lock()

    def find(self, name: str, query: str) -> tuple[bytes, str] | None:
        """The bytes and the content type that were kept."""
        path = _place(name, query)
        try:
            kind, _, body = path.read_bytes().partition(b"\n")
            os.utime(path)
        except OSError:
            return None
        return body, kind.decode()

    def keep(self, name: str, query: str, body: bytes, mime: str) -> None:
        """Keep a result."""
        if not self._room:
            return
        path, new = _place(name, query), new_path()
        size = new.write_bytes(mime.encode() + b"\n" + body)
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(new, path)
        with self._lock:
            self._taken += size
            if self._taken > self._room:
                self._thin_out()

    def _thin_out(self) -> None:
        known = sorted(_everything())
        self._taken = sum(size for _, size, _ in known)
        for _, size, path in known:
            if self._taken <= self._room * THINNED:
                break
            path.unlink(missing_ok=True)
            self._taken -= size


def _place(name: str, query: str) -> Path:
    return results_of(name) / sha256(query.encode()).hexdigest()


def _everything() -> list[tuple[float, int, Path]]:
    """(last use, size, path) of all that is kept."""
    found = []
    for path in results_folder().glob("*/*/*"):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found.append((stat.st_mtime, stat.st_size, path))
    return found
