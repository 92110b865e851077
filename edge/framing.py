"""Where a request's body ends: only what every server reads alike.

Sanic's parser takes lengths in digits of other scripts, chunk sizes such as "0x5" and chunks
without a line end behind them. A proxy in front may see the end of the request elsewhere, and
what it holds for a body would be the next request here (RFC 9112, 11.2).
"""

from __future__ import annotations

import re

from sanic.exceptions import BadRequest
from sanic.http import Http
from sanic.server.protocols.http_protocol import HttpProtocol

_DIGITS = {10: re.compile(r"[0-9]+"), 16: re.compile(r"[0-9A-Fa-f]+")}
_LINE_END = b"\r\n"


class StrictHttp(Http):
    """Sanic's HTTP/1.1, which refuses bodies of doubtful length with status 400."""

    __slots__ = ()

    async def read(self) -> bytes | None:
        """Read some bytes of the body; a chunk has to end where its size says."""
        data: bytes | None = await super().read()
        kind: object = self.request_body  # Sanic's annotation leaves "chunked" out
        if data and kind == "chunked" and not self.request_bytes_left:
            while len(self.recv_buffer) < len(_LINE_END):
                await self._receive_more()
            if not self.recv_buffer.startswith(_LINE_END):
                self.keep_alive = False
                raise BadRequest("Bad chunked encoding")
        return data

    @staticmethod
    def _safe_int(value: str, base: int = 10) -> int:
        """A length as RFC 9112 writes it; called for Content-Length and for sizes of chunks."""
        if not _DIGITS[base].fullmatch(value):
            raise ValueError(value)
        return int(value, base)


class StrictProtocol(HttpProtocol):
    """A server's end of a connection that speaks HTTP."""

    HTTP_CLASS = StrictHttp
    __slots__ = ()
