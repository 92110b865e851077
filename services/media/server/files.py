"""The files of the store: each under its hash, its content type beside it."""

from __future__ import annotations

import io
import os
import re
import secrets
from pathlib import Path

from qiniu.utils import etag_stream

from services.media.local import path_of, type_path_of
from services.media.server.content import UNKNOWN

NAME = re.compile(r"[A-Za-z0-9_-]{28}")


def etag(data: bytes) -> str:
    """The content's hash as Qiniu computes it, which is the file's name."""
    name: str = etag_stream(io.BytesIO(data))
    return name


def keep(name: str, data: bytes, mime: str) -> None:
    """Store a file; never half of it is seen, and its type is there before it."""
    _write(type_path_of(name), mime.encode())
    _write(path_of(name), data)


def find(name: str) -> tuple[Path, str] | None:
    """Where a file lies, and its content type."""
    path = path_of(name)
    if not (NAME.fullmatch(name) and path.is_file()):
        return None
    kind = type_path_of(name)
    return path, kind.read_text() if kind.is_file() else UNKNOWN


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{secrets.token_hex(6)}.new")
    new.write_bytes(data)
    os.replace(new, path)
