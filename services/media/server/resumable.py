"""Uploads in parts, as Qiniu's SDKs send films: initiate, parts in any order, complete."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from services.media.local import ARRIVING, folder, new_path
from services.media.server import files
from services.media.server.policy import Refused

MOST_PARTS = 10_000
UPLOAD_ID = re.compile(r"[0-9a-f]{32}")
NO_SUCH_UPLOAD = 612
BLOCK = 1024 * 1024


class Begun(msgspec.Struct, rename="camel"):
    """The name of an upload in parts, and until when (unix seconds) its parts are kept."""

    upload_id: str
    expire_at: int


class Stored(msgspec.Struct):
    """A part as it was stored."""

    etag: str
    md5: str


class Part(msgspec.Struct, rename="camel"):
    etag: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{28}$(?!\n)")]
    part_number: Annotated[int, Meta(ge=1, le=MOST_PARTS)]


class Wish(msgspec.Struct, rename="camel"):
    """The client's request to complete an upload."""

    parts: Annotated[list[Part], Meta(min_length=1, max_length=MOST_PARTS)]
    fname: Annotated[str, Meta(max_length=256)] | None = None
    custom_vars: dict[str, str] | None = None


class Whole(NamedTuple):
    """All parts in one file."""

    path: Path
    size: int


def begin() -> Begun:
    """Make room for an upload."""
    files.forget_stale()
    place = new_path()
    place.mkdir()
    return Begun(place.name, int(time.time()) + files.STALE_SECONDS)


async def take_part(
    upload_id: str, number: int, chunks: AsyncIterator[bytes], limit: int, md5: str
) -> Stored:
    """Store a part, in place of one with the same number. Raises Refused.

    `limit`: bytes of all parts together. `md5`: what the client says it is, "" = nothing.
    """
    place = _place(upload_id)
    if not 1 <= number <= MOST_PARTS:
        await _drain(chunks)
        raise Refused(400, f"a part's number is 1 to {MOST_PARTS}")
    room = limit - sum(path.stat().st_size for _, path in _parts(place, but=number))
    arrived = new_path()
    try:
        digest = await _write(arrived, chunks, room)
        if md5 and md5.lower() != digest:
            raise Refused(406, "md5 does not match")
        etag = files.etag(arrived)
        former = [path for known, path in _parts(place) if known == number]
        arrived.replace(place / f"{number}.{etag}")
        for path in former:
            if path.name != f"{number}.{etag}":
                path.unlink(missing_ok=True)
    finally:
        arrived.unlink(missing_ok=True)
    return Stored(etag, digest)


async def _write(path: Path, chunks: AsyncIterator[bytes], room: int) -> str:
    """Write a body, which is read to its end in any case; return its MD5."""
    digest, size = hashlib.md5(usedforsecurity=False), 0
    with path.open("wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size <= room:
                file.write(chunk)
                digest.update(chunk)
    if size > room:
        raise Refused(413, "file too large")
    return digest.hexdigest()


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    async for _ in chunks:
        pass


def read(body: bytes) -> Wish:
    """What a client says to complete an upload. Raises Refused."""
    try:
        return msgspec.json.decode(body, type=Wish)
    except msgspec.MsgspecError as error:
        raise Refused(400, f"cannot complete: {error}") from None


def join(upload_id: str, wish: Wish) -> Whole:
    """Put the parts together; they stay, so that this can be repeated. Raises Refused."""
    place, whole = _place(upload_id), new_path()
    try:
        with whole.open("wb") as out:
            for part in sorted(wish.parts, key=lambda one: one.part_number):
                with (place / f"{part.part_number}.{part.etag}").open("rb") as file:
                    shutil.copyfileobj(file, out, BLOCK)
    except FileNotFoundError:
        whole.unlink(missing_ok=True)
        raise Refused(400, "a part is not there") from None
    return Whole(whole, whole.stat().st_size)


def drop(upload_id: str) -> None:
    """Forget an upload and its parts. Raises Refused."""
    shutil.rmtree(_place(upload_id), ignore_errors=True)


def _place(upload_id: str) -> Path:
    place = folder() / ARRIVING / upload_id
    if not (UPLOAD_ID.fullmatch(upload_id) and place.is_dir()):
        raise Refused(NO_SUCH_UPLOAD, "no such uploadId")
    return place


def _parts(place: Path, but: int = 0) -> list[tuple[int, Path]]:
    found = [(int(path.name.partition(".")[0]), path) for path in place.iterdir()]
    return [(number, path) for number, path in found if number != but]
