"""The files of the store: each under its hash, its content type beside it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from pathlib import Path

from qiniu.utils import etag_stream

from services.media.local import folder, path_of, type_path_of

UNKNOWN = "application/octet-stream"
NAME = re.compile(r"[A-Za-z0-9_-]{28}")
ARRIVING = "arriving"
"""The folder of what is being uploaded."""
STALE_SECONDS = 24 * 3600


def etag(path: Path) -> str:
    """The content's hash as Qiniu computes it, which is the file's name."""
    with path.open("rb") as file:
        name: str = etag_stream(file)
    return name


def new_path() -> Path:
    """Where a file that arrives is written first; in the same file system as the others."""
    path = folder() / ARRIVING / secrets.token_hex(16)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def keep(name: str, arrived: Path, mime: str) -> None:
    """Store a file; never half of it is seen, and its type is there before it."""
    path, kind, new = path_of(name), type_path_of(name), new_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    new.write_text(mime)
    os.replace(new, kind)
    os.replace(arrived, path)


def put(data: bytes, mime: str) -> str:
    """Store bytes that did not come by an upload; the file's name."""
    path = new_path()
    path.write_bytes(data)
    name = etag(path)
    keep(name, path, mime)
    return name


def find(name: str) -> tuple[Path, str] | None:
    """Where a file lies, and its content type."""
    if not NAME.fullmatch(name):
        return None
    path, kind = path_of(name), type_path_of(name)
    if not path.is_file():
        return None
    return path, kind.read_text() if kind.is_file() else UNKNOWN


def forget_stale() -> None:
    """Drop what arrived long ago and was never finished, parts of uploads included."""
    before = time.time() - STALE_SECONDS
    for path in (folder() / ARRIVING).glob("*"):
        if path.stat().st_mtime < before:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
