"""Reading an upload's form as it comes: fields into memory, the file to disk, within bounds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from services.media.local import new_path
from services.media.server.policy import Refused

FIELD_BYTES = 64 * 1024
"""The most bytes of all fields together, their names included."""
FIELDS = 100
FILE = "file"


@dataclass
class Form:
    """The content of a form. The caller moves or deletes the file at `path`."""

    fields: dict[str, str] = field(default_factory=dict)
    path: Path | None = None
    size: int = 0
    file_name: str = ""

    def drop(self) -> None:
        """Delete the file, unless it was moved."""
        if self.path:
            self.path.unlink(missing_ok=True)


async def read(content_type: str, chunks: AsyncIterator[bytes], limit: int) -> Form:
    """The form in a request's body; `limit`: bytes of the file.

    Raises Refused with what is wrong with it, after the body has been read: a client that is still
    sending would not see the answer.
    """
    reader = _Reader(content_type, limit)
    try:
        async for chunk in chunks:
            reader.feed(chunk)
        return reader.ended()
    except BaseException:
        reader.abandon()
        raise


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise Refused(400, "multipart/form-data with a boundary is needed")
    return boundary


class _Reader:
    """The parser's callbacks."""

    def __init__(self, content_type: str, limit: int) -> None:
        self._form = Form()
        self._limit, self._left = limit, FIELD_BYTES
        self._name, self._text = "", bytearray()
        self._header, self._value = bytearray(), bytearray()
        self._disposition = b""
        self._file: BinaryIO | None = None
        self._whole = False
        self._refused: Refused | None = None
        self._parser: MultipartParser | None = None
        try:
            self._parser = MultipartParser(_boundary(content_type), self._callbacks())
        except Refused as error:
            self._refused = error

    def _callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def feed(self, chunk: bytes) -> None:
        """Take a piece of the body; after an error it is only read."""
        if self._refused or self._parser is None:
            return
        try:
            self._parser.write(chunk)
        except Refused as error:
            self._refused = error
        except MultipartParseError:
            self._refused = Refused(400, "not a multipart form")

    def ended(self) -> Form:
        """The form, after the end of the body. Raises Refused."""
        self._close()
        if self._refused:
            raise self._refused
        if not self._whole:
            raise Refused(400, "the form is cut short")
        return self._form

    def abandon(self) -> None:
        """Delete what was written so far."""
        self._close()
        self._form.drop()

    def _close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    # ----------------------------------------------------------------------------- callbacks

    def _begin(self) -> None:
        self._name, self._disposition = "", b""
        self._text.clear()

    def _header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = _text(options.get(b"name", b""), "the name of a part")
        if not self._name:
            raise Refused(400, "a part has no name")
        if self._name in self._form.fields or (self._name == FILE and self._form.path):
            raise Refused(400, f"{self._name[:64]} is given twice")
        self._spend(len(self._name))
        if self._name == FILE:
            self._form.file_name = options.get(b"filename", b"").decode(errors="replace")[:256]
            self._form.path = new_path()
            self._file = self._form.path.open("wb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._spend(end - start)
            self._text.extend(data[start:end])
            return
        self._form.size += end - start
        if self._form.size > self._limit:
            raise Refused(413, "file too large")
        self._file.write(memoryview(data)[start:end])

    def _part_end(self) -> None:
        if self._file is not None:
            self._close()
            return
        if len(self._form.fields) >= FIELDS:
            raise Refused(400, f"more than {FIELDS} fields")
        self._form.fields[self._name] = _text(bytes(self._text), self._name)

    def _end(self) -> None:
        self._whole = True

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Refused(400, f"the fields are larger than {FIELD_BYTES // 1024} KiB")


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Refused(400, f"{what[:64]} is not UTF-8") from None
