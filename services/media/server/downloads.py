"""Sending a file, or the parts of it that were asked for, piece by piece."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from sanic import HTTPResponse, Request

from services.media.server import ranges
from services.media.server.ranges import NotSatisfiable, Part

BLOCK = 256 * 1024

Piece = bytes | Part
"""What is sent next: these bytes, or this part of the file."""


async def send(
    request: Request, path: Path, mime: str, tag: str, headers: Mapping[str, str]
) -> HTTPResponse | None:
    """Answer with a file; None when the answer was sent already."""
    stat = await asyncio.to_thread(path.stat)
    known = {**headers, "ETag": tag}
    if ranges.matches(request.headers.get("if-none-match", ""), tag):
        return HTTPResponse(status=304, headers=known)
    size = stat.st_size
    try:
        wanted = _wanted(request, tag, size, stat.st_mtime)
    except NotSatisfiable:
        return HTTPResponse(status=416, headers=known | {"Content-Range": f"bytes */{size}"})
    status, mime, more, pieces = _planned(wanted, size, mime)
    length = sum(len(one) if isinstance(one, bytes) else one.size for one in pieces)
    all_headers = known | more | {"Content-Length": str(length)}
    if request.method == "HEAD":
        return HTTPResponse(status=status, headers=all_headers, content_type=mime)
    response = await request.respond(
        HTTPResponse(status=status, headers=all_headers, content_type=mime)
    )
    with await asyncio.to_thread(path.open, "rb") as file:
        await _send_pieces(response, file, pieces)
    await response.eof()
    return None


async def _send_pieces(response: HTTPResponse, file: BinaryIO, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        if isinstance(piece, bytes):
            await response.send(piece)
            continue
        await asyncio.to_thread(file.seek, piece.first)
        for block in _blocks(piece.size):
            await response.send(await asyncio.to_thread(_read, file, block))


def _wanted(request: Request, tag: str, size: int, modified: float) -> list[Part]:
    """Ranges are for GET alone, and for the file the client knows."""
    header = request.headers.get("range", "")
    condition = request.headers.get("if-range", "")
    if request.method != "GET" or not ranges.is_current(condition, tag, modified):
        return []
    return ranges.parts(header, size) if header else []


def _planned(
    wanted: list[Part], size: int, mime: str
) -> tuple[int, str, dict[str, str], list[Piece]]:
    """Status, content type, further headers, and what is sent."""
    if not wanted:
        return 200, mime, {}, [Part(0, size - 1)] if size else []
    if len(wanted) == 1:
        return 206, mime, {"Content-Range": wanted[0].header(size)}, [wanted[0]]
    boundary = secrets.token_hex(16)
    kind = f"multipart/byteranges; boundary={boundary}"
    return 206, kind, {}, list(_parts(wanted, size, mime, boundary))


def _parts(wanted: Iterable[Part], size: int, mime: str, boundary: str) -> Iterator[Piece]:
    for part in wanted:
        head = f"Content-Type: {mime}\r\nContent-Range: {part.header(size)}"
        yield f"\r\n--{boundary}\r\n{head}\r\n\r\n".encode()
        yield part
    yield f"\r\n--{boundary}--\r\n".encode()


def _blocks(size: int) -> Iterator[int]:
    while size > 0:
        yield min(size, BLOCK)
        size -= BLOCK


def _read(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise OSError("the file became shorter")
    return data
