"""What is in a file: its type, the size of a picture, the length of a sound or film."""

from __future__ import annotations

import io
from typing import NamedTuple

import filetype
import mutagen
from PIL import Image, UnidentifiedImageError

UNKNOWN = "application/octet-stream"


class Content(NamedTuple):
    """None = not known, or not a thing this type of file has. `duration` is in seconds."""

    mime: str
    width: int | None = None
    height: int | None = None
    duration: float | None = None


def look(data: bytes, claimed: str) -> Content:
    """Look into a file; what the client claims counts only where nothing can be seen."""
    kind = filetype.guess(data[:8192])
    mime = kind.mime if kind else claimed.partition(";")[0].strip() or UNKNOWN
    if mime.startswith("image/"):
        return Content(mime, *_size(data))
    if mime.startswith(("audio/", "video/")):
        return Content(mime, duration=_duration(data))
    return Content(mime)


def _size(data: bytes) -> tuple[int | None, int | None]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None, None


def _duration(data: bytes) -> float | None:
    try:
        found = mutagen.File(io.BytesIO(data))
    except mutagen.MutagenError:
        return None
    length = getattr(getattr(found, "info", None), "length", None)
    return float(length) if length else None
