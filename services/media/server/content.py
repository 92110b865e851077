"""What is in a file: its type, the size of a picture, the length of a sound or film."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import filetype

from services.media.server import films, pictures
from services.media.server.files import UNKNOWN

HEAD = 8192
"""Bytes by which a type is known."""
BRANDS = dict.fromkeys((b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heic") | {
    b"avis": "image/avif"
}
"""Pictures in a container of films, which `filetype` takes for films: of 10 bits, or several."""


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
        head = file.read(HEAD)
    if head[4:8] == b"ftyp" and head[8:12] in BRANDS:
        return BRANDS[head[8:12]]
    kind = filetype.guess(head)
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
