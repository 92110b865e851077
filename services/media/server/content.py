"""What is in a file: its type, the size of a picture, the length of a sound or film."""

from __future__ import annotations

import io
import re
from typing import NamedTuple

import filetype
import mutagen
from PIL import Image, UnidentifiedImageError

UNKNOWN = "application/octet-stream"
CONTAINERS = ("video/mp4", "video/3gpp", "video/quicktime")
AMR = b"#!AMR\n"
AMR_FRAMES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)
"""Bytes of a frame by its type, in the narrow-band format phones record."""
_HANDLER = re.compile(rb"hdlr.{8}soun", re.DOTALL)
_PICTURES = re.compile(rb"hdlr.{8}vide", re.DOTALL)


class Content(NamedTuple):
    """None = not known, or not a thing this type of file has. `duration` is in seconds."""

    mime: str
    width: int | None = None
    height: int | None = None
    duration: float | None = None


def look(data: bytes) -> Content:
    """Look into a file; what the client says about it does not count."""
    mime = _mime(data)
    if mime.startswith("image/"):
        return Content(mime, *_size(data))
    if mime.startswith(("audio/", "video/")):
        return Content(mime, duration=_duration(data))
    return Content(mime)


def _mime(data: bytes) -> str:
    kind = filetype.guess(data[:8192])
    if kind is None:
        return UNKNOWN
    mime = str(kind.mime)
    if mime in CONTAINERS and _HANDLER.search(data) and not _PICTURES.search(data):
        return f"audio/{mime.partition('/')[2]}"  # a voice recorded into a film's container
    return mime


def _size(data: bytes) -> tuple[int | None, int | None]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None, None


def _duration(data: bytes) -> float | None:
    if data.startswith(AMR):
        return _amr_duration(data)
    try:
        found = mutagen.File(io.BytesIO(data))
    except mutagen.MutagenError:
        return None
    length = getattr(getattr(found, "info", None), "length", None)
    return float(length) if length else None


def _amr_duration(data: bytes) -> float:
    """Frames of 20 ms each; a frame's first byte says how long it is."""
    place, frames = len(AMR), 0
    while place < len(data):
        place += AMR_FRAMES[data[place] >> 3 & 15]
        frames += 1
    return frames * 0.02
