"""What is in a file: its type, the size of a picture, the length of a sound or film."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import filetype

from services.media.server import films, pictures
from services.media.server.files import UNKNOWN

HEAD = 8192
"""Bytes by which a type is known."""


class Content(NamedTuple):
    """None = not known, or not applicable to this type of file. `duration` is in seconds."""

    mime: str
    width: int | None = None
    height: int | None = None
    orientation: str | None = None
    """The orientation of width and height: "Top-left" as shown, see pictures.ORIENTATIONS."""
    duration: float | None = None


def mime(path: Path) -> str:
    """The type by a file's first bytes alone."""
    with path.open("rb") as file:
        kind = filetype.guess(file.read(HEAD))
    return UNKNOWN if kind is None else str(kind.mime)


def look(path: Path) -> Content:
    """Examine a file; what the client says about it does not count."""
    told = mime(path)
    if told.startswith("image/"):
        return Content(told, *pictures.facts(path))
    film = films.probe(path)
    if film is None:
        return Content(told)
    kind, _, subtype = told.partition("/")
    known = subtype if kind in ("audio", "video") else film.subtype
    return Content(f"{'video' if film.moving else 'audio'}/{known}", duration=film.duration)
