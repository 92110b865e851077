"""Counts of the gateway processes that share a port, in files, so that any process can sum them."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from front.metrics import Snapshot

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Snapshot).decode


class SharedCounts:
    """A folder with one file for every process that ever ran in it."""

    def __init__(self, folder: Path, front: str) -> None:
        self._folder, self._front = folder, front

    def write(self, snapshot: Snapshot) -> None:
        """Replace our file; readers see the old or the new one, never half of it."""
        new = self._folder / f"{self._front}.new"
        new.write_bytes(_encode(snapshot))
        new.replace(self._folder / self._front)

    def others(self) -> list[Snapshot]:
        """The last counts of the others, at most a second old if these are alive."""
        files = (path for path in self._folder.iterdir() if not path.suffix)
        return [_decode(path.read_bytes()) for path in files if path.name != self._front]


def is_alive(pid: int) -> bool:
    """Whether the process exists; the parent leaves no zombies."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
