"""A disk of a few MiB, so that it can be filled."""

import contextlib
import errno
import subprocess
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

_BLOCK = bytes(1 << 20)


class NoDisk(Exception):
    """Nothing can be mounted here; the text says why."""


@contextlib.contextmanager
def small_disk(folder: Path, mib: int) -> Iterator[None]:
    """A file system in memory, mounted on `folder`; raises NoDisk (it takes root on Linux)."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=711", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NoDisk(str(error)) from None
    if done.returncode:
        raise NoDisk(" ".join(done.stderr.split()))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """No byte can be written on the disk of `folder` until the block ends."""
    ballast = folder / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            _fill(file)
        yield
    finally:
        ballast.unlink(missing_ok=True)


def _fill(file: FileIO) -> None:
    try:
        while file.write(_BLOCK):
            pass
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
