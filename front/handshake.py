"""The handshake of a websocket as apps send it, read from its bytes.

A task, a request object and a router for each connection cost more than all the rest of a
connection's beginning, which counts when thousands come back at once. Only what every server reads
alike is read here; all else, and everything that is to be refused, is left to Sanic.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from typing import NamedTuple
from urllib.parse import parse_qs

from sanic.compat import Header

from edge.requests import names_one_host

LONGEST = 4096
"""Bytes that are looked at."""
_LINE = rb"\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~]*"
_HEAD = re.compile(rb"GET /ws(?:\?([!\x22$-~]*))? HTTP/1\.1((?:%b)+)\r\n\r\n" % _LINE)
_OF_A_BODY = frozenset(("content-length", "transfer-encoding", "expect"))


class Refused(Exception):
    """Not a handshake that can be answered; `version` = only because of the protocol's version."""

    def __init__(self, text: str, *, version: bool = False) -> None:
        super().__init__(text)
        self.version = version


class Handshake(NamedTuple):
    """A good one."""

    key: str
    headers: Header
    query: dict[str, list[str]]
    end: int
    """Where the bytes after it begin."""


def read(data: bytes) -> Handshake | None:
    """The handshake that `data` begins with; None when Sanic has to look at it."""
    if len(data) > LONGEST or (head := _HEAD.match(data)) is None:
        return None
    lines = (line.partition(":") for line in head[2].decode().split("\r\n")[1:])
    headers = Header([(name.lower(), value.lstrip()) for name, _, value in lines])
    if not _OF_A_BODY.isdisjoint(headers) or not names_one_host(headers):
        return None
    try:
        key = checked_key(headers)
    except Refused:
        return None
    return Handshake(key, headers, parse_qs((head[1] or b"").decode()), head.end())


def checked_key(headers: Header) -> str:
    """The Sec-WebSocket-Key of a request that asks for a websocket; raises Refused."""
    asked = "upgrade" in _words(headers, "connection")
    if not asked or "websocket" not in _words(headers, "upgrade"):
        raise Refused("this address speaks websocket only")
    if headers.get("sec-websocket-version") != "13":
        raise Refused("websocket version 13 only", version=True)
    key: str = headers.get("sec-websocket-key", "").strip()
    try:
        if len(b64decode(key, validate=True)) != 16:
            raise Refused("bad Sec-WebSocket-Key")
    except NotBase64:
        raise Refused("bad Sec-WebSocket-Key") from None
    return key


def _words(headers: Header, name: str) -> set[str]:
    """The members of a list that may stand in several headers (RFC 9110, 5.6.1)."""
    lines = headers.getall(name, [])
    return {word.strip().lower() for line in lines for word in line.split(",")}
