"""The files of the store: each under its hash, its content type beside it."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

from qiniu.utils import etag_stream

from services.media.local import ARRIVING, folder, keep, new_path, path_of, type_path_of
from services.media.store import EXPORT

UNKNOWN = "application/octet-stream"
NAME = re.compile(rf"[A-Za-z0-9_-]{{28}}|{EXPORT}[A-Za-z0-9_-]{{32}}")
STALE_SECONDS = 24 * 3600


def etag(path: Path) -> str:
    """The content's hash as Qiniu computes it, which is the file's name."""
    with path.open("rb") as file:
        name: str = etag_stream(file)
    return name


def put(data: bytes, mime: str) -> str:
    """Store bytes that did not come by an upload; the file's name."""
    path = new_path()
    path.write_bytes(data)
    name = etag(path)
    keep(name, path, mime)
    return name


def find(name: str) -> tuple[Path, str] | None:
    """The path of a file, and its content type."""
    if not NAME.fullmatch(name):
        return None
    path, kind = path_of(name), type_path_of(name)
    if not path.is_file():
        return None
    return path, kind.read_text() if kind.is_file() else UNKNOWN


def forget_stale() -> None:
    """Delete files that arrived long ago and were never finished, parts of uploads included."""
    before = time.time() - STALE_SECONDS
    for path in (folder() / ARRIVING).glob("*"):
        if path.stat().st_mtime < before:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
