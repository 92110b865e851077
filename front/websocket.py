"""RFC 6455 on a bare asyncio transport, with little memory per socket and work per frame.

Sanic's own websocket keeps a task, an event and a parser per connection. A gateway mostly holds
idle sockets, so here a socket is one slotted object and frames are parsed where they arrive.
"""

from __future__ import annotations

import asyncio
import struct
from base64 import b64encode
from codecs import IncrementalDecoder, getincrementaldecoder
from hashlib import sha1

from websockets.speedups import apply_mask

from front.close_codes import BAD_TEXT, NO_STATUS, PROTOCOL_ERROR, REASONS, TOO_BIG, VALID
from wire.frames import WIRE_LIMIT

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KNOWN = frozenset((CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG))
FRAME_WORK = 64
"""What a frame costs beside its bytes, in bytes that could be handled in that time."""
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

_utf8 = getincrementaldecoder("utf-8")


def accept_key(key: str) -> str:
    """The Sec-WebSocket-Accept for a client's Sec-WebSocket-Key."""
    return b64encode(sha1(key.encode() + _GUID).digest()).decode()  # noqa: S324 - RFC 6455


def encode(opcode: int, payload: bytes) -> bytes:
    """One unfragmented server frame."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65536:
        return struct.pack("!BBH", 0x80 | opcode, 126, size) + payload
    return struct.pack("!BBQ", 0x80 | opcode, 127, size) + payload


class Broken(Exception):
    """The peer violated the protocol; the socket is closed with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _length(data: bytes | bytearray, start: int, short: int) -> tuple[int, int]:
    """Of the frame at `start`: bytes of the payload, and of what stands before its mask.

    When the length has not arrived as a whole, one that makes the frame incomplete.
    """
    if short < 126:
        return short, 2
    header = 4 if short == 126 else 10
    if len(data) < start + header:
        return 0, header
    return int.from_bytes(data[start + 2 : start + header], "big"), header


def _require_client_frame(first: int, second: int) -> None:
    """Raise Broken for what no client may send, as soon as two bytes of it are there."""
    control = first & 0x08
    if not second & 0x80 or first & 0x70 or first & 0x0F not in KNOWN:
        raise Broken(PROTOCOL_ERROR)
    if control and (not first & 0x80 or second & 0x7F > 125):
        raise Broken(PROTOCOL_ERROR)


def _require_utf8(text: bytes) -> None:
    try:
        text.decode()
    except UnicodeDecodeError:
        raise Broken(BAD_TEXT) from None


class WebSocket(asyncio.Protocol):
    """The server's end of one socket. Subclasses answer `on_message` and `on_closed`."""

    __slots__ = (
        "_buffer",
        "_checked",
        "_decoder",
        "_parsing",
        "_parts",
        "close_code",
        "heard",
        "transport",
        "work",
    )

    limit = WIRE_LIMIT
    """Bytes of one message, at most."""

    transport: asyncio.Transport
    close_code: int
    """0 while open, else why it was or is being closed."""
    heard: int
    """When the peer was last heard of, in ticks of the owner's clock."""
    work: int
    """What the peer has had us do, as bytes that were looked at."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self._buffer: bytes | bytearray = b""
        self._parsing = False
        self._parts: bytearray | None = None
        self._decoder: IncrementalDecoder | None = None
        """Of a text that comes in parts; looks at each byte once."""
        self._checked = 0
        """How many bytes of the present frame it has seen."""
        self.close_code = 0
        self.heard = self.work = 0

    def on_message(self, data: bytes) -> None:
        raise NotImplementedError

    def on_closed(self) -> None:
        raise NotImplementedError

    def on_closing(self) -> None:
        """The close frame was sent; the socket's owner makes sure that the socket is closed."""
        raise NotImplementedError

    def full(self) -> bool:
        """Whether to stop parsing for now; `resume` goes on."""
        return False

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            # Grows where it is: a frame that comes in a thousand pieces is not copied for each.
            self._buffer += data
            self._buffer = self._parse(self._buffer)
        else:
            self._buffer = self._parse(data)
        if self.full():
            self.transport.pause_reading()

    def _parse(self, data: bytes | bytearray) -> bytes | bytearray:
        """Take what is complete and may be taken now; the rest."""
        offset = 0
        self._parsing = True
        try:
            while offset < len(data) and not self.full():
                if not (end := self._frame(data, offset)):
                    break
                offset = end
        except Broken as broken:
            self.close(broken.code)
        finally:
            self._parsing = False
        if self.close_code or offset == len(data):
            return b""
        rest = data if isinstance(data, bytearray) else bytearray(data)
        del rest[:offset]
        return rest

    def resume(self) -> None:
        """Parse what waited, then continue to read."""
        if self._parsing:
            # A message was answered where it was parsed: the loop there goes on by itself, and
            # the buffer still holds what it has parsed.
            return
        if self._buffer:
            self.data_received(b"")
        if not self.full() and not self.transport.is_closing():
            self.transport.resume_reading()

    def _frame(self, data: bytes | bytearray, start: int) -> int:
        """Take one frame at `start`; the offset behind it, 0 when it is not complete."""
        available = len(data) - start
        if available < 2:
            return 0
        first, second = data[start], data[start + 1]
        _require_client_frame(first, second)
        if available < 6:
            return 0
        size, header = _length(data, start, second & 0x7F)
        if size > self.limit:
            raise Broken(TOO_BIG)
        body = start + header + 4
        if len(data) < body + size:
            self._look_ahead(first & 0x0F, data, body)
            return 0
        self.work += FRAME_WORK + size
        payload = apply_mask(data[body : body + size], data[body - 4 : body]) if size else b""
        self._opcode(first & 0x0F, bool(first & 0x80), payload)
        return body + size

    def _look_ahead(self, opcode: int, data: bytes | bytearray, body: int) -> None:
        """Check the part of a text that has arrived: a broken one is refused before its end."""
        start = body + self._checked
        if len(data) <= start or not self._is_text(opcode):
            return
        if self._decoder is None:
            self._decoder = _utf8()
        turn, mask = self._checked % 4, data[body - 4 : body]
        self._checked += len(data) - start
        self._check(apply_mask(data[start:], mask[turn:] + mask[:turn]), final=False)

    def _is_text(self, opcode: int) -> bool:
        if self._parts is None:
            return opcode == TEXT
        return opcode == CONTINUATION and self._decoder is not None

    def _check(self, text: bytes, *, final: bool) -> None:
        if self._decoder is None:
            return
        try:
            self._decoder.decode(text, final)
        except UnicodeDecodeError:
            raise Broken(BAD_TEXT) from None

    def _opcode(self, opcode: int, final: bool, payload: bytes) -> None:
        if self.close_code and opcode != CLOSE:
            return
        if opcode in (TEXT, BINARY) and final and self._parts is None:
            if opcode == TEXT and not payload.isascii():
                _require_utf8(payload)
            self._decoder, self._checked = None, 0
            self.on_message(payload)
        elif opcode <= BINARY:
            self._fragment(opcode, final, payload)
        elif opcode == PING:
            self.write(encode(PONG, payload))
        elif opcode == CLOSE:
            self._closed_by_peer(payload)

    def _fragment(self, opcode: int, final: bool, payload: bytes) -> None:
        if (opcode == CONTINUATION) == (self._parts is None):
            raise Broken(PROTOCOL_ERROR)
        if self._parts is None:
            self._parts = bytearray()
            if opcode == TEXT and self._decoder is None:
                self._decoder = _utf8()
        self._parts += payload
        if len(self._parts) > self.limit:
            raise Broken(TOO_BIG)
        self._check(payload[self._checked :], final=final)
        self._checked = 0
        if final:
            whole, self._parts, self._decoder = bytes(self._parts), None, None
            self.on_message(whole)

    def _closed_by_peer(self, payload: bytes) -> None:
        if not self.close_code:
            code = int.from_bytes(payload[:2], "big")
            if payload and (len(payload) == 1 or code not in VALID):
                raise Broken(PROTOCOL_ERROR)
            _require_utf8(payload[2:])
            self.write(encode(CLOSE, payload[:2]))
            self.close_code = code or NO_STATUS
        self.transport.close()

    def write(self, frame: bytes) -> None:
        """Send a frame made by `encode`."""
        self.transport.write(frame)

    def close(self, code: int) -> None:
        """Send a close frame; the socket's owner ends the socket when no answer comes."""
        if self.close_code:
            return
        reason = REASONS.get(code, "").encode()
        self.write(encode(CLOSE, code.to_bytes(2, "big") + reason))
        self.close_code = code
        self.transport.resume_reading()
        self.on_closing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._buffer, self._parts, self._decoder = b"", None, None
        self.on_closed()

    def eof_received(self) -> bool:
        return False

    @property
    def waiting_bytes(self) -> int:
        """Bytes the peer has not taken yet."""
        return self.transport.get_write_buffer_size()
