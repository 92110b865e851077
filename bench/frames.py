"""The client's half of RFC 6455, as little of it as a load generator needs.

Client frames are masked with the key 00000000: legal, free for the client, and as expensive for the
server as any other key. The servers measured here never fragment a message; a fragment is an error.
"""

from collections.abc import Callable
from typing import Final

TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10

_FIN: Final = 0x80
_MASKED: Final = 0x80
_NO_MASK: Final = bytes(4)

# One key for every connection makes the server's answer a constant, too.
_KEY: Final = "YmVuY2htYXJrIHNvY2tldA=="
_ACCEPT: Final = b"IX+7y2XjicgwQ5qwSTiavklEkoA="


class BadFrame(Exception):
    """The server sent something this client does not read: a fragment, or a refused upgrade."""


def encode(payload: bytes, opcode: int = TEXT) -> bytes:
    """One masked client frame around `payload`."""
    size = len(payload)
    if size < 126:
        head = bytes((_FIN | opcode, _MASKED | size))
    elif size < 65536:
        head = bytes((_FIN | opcode, _MASKED | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((_FIN | opcode, _MASKED | 127)) + size.to_bytes(8, "big")
    return head + _NO_MASK + payload


def split(data: bytes, sink: Callable[[int, bytes], None]) -> bytes:
    """Hand every whole frame in `data` to `sink(opcode, payload)`; return what is left over."""
    at, end = 0, len(data)
    while end - at >= 2:
        size, body = data[at + 1], at + 2
        if size == 126:
            body += 2
            size = int.from_bytes(data[at + 2 : body], "big")
        elif size == 127:
            body += 8
            size = int.from_bytes(data[at + 2 : body], "big")
        # An incomplete header gives a wrong size, but then `body` is past the end, too.
        if body > end or body + size > end:
            break
        first = data[at]
        if not first & _FIN or not first & 15:
            raise BadFrame("the server sent a fragmented message")
        at = body + size
        sink(first & 15, data[body:at])
    return data[at:]


def upgrade_request(host: str, path: str) -> bytes:
    """The HTTP request that opens a websocket."""
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {_KEY}",
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join((*lines, "", "")).encode()


def after_upgrade(data: bytes) -> bytes | None:
    """What follows the server's 101 answer, None while that is incomplete; raises BadFrame."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    if not data.startswith(b"HTTP/1.1 101") or _ACCEPT not in data[:end]:
        raise BadFrame(f"no websocket: {data[:80]!r}")
    return data[end + 4 :]
