"""A connection to Apple that ends in time, and says so when it ends.

hyper, on which apns2 stands, waits for ever, checks host names with a function that newer Pythons
do not have, and forgets what was answered when the server ends the connection.
"""

from __future__ import annotations

import socket
from ssl import SSLContext
from typing import Any

from hyper import HTTP20Connection
from hyper.common.bufsocket import BufferedSocket

SECONDS = 10.0
"""How long a connect, or one piece of an answer, may take."""
STREAMS = 500
"""Alerts on their way at once, at most; Apple may allow fewer."""


class Ended(ConnectionError):
    """The server ended the connection."""


class Connection(HTTP20Connection):
    """One connection, good until the first error. Not for several threads at once."""

    _sock: Any

    def __init__(self, host: str, port: int, context: SSLContext) -> None:
        super().__init__(host, port, secure=True, ssl_context=context)

    def connect(self) -> None:
        """Connect if that was not done yet. Raises OSError."""
        if self._sock is not None:
            return
        plain = socket.create_connection((self.host, self.port), SECONDS)
        secure = self.ssl_context.wrap_socket(plain, server_hostname=self.host)
        self._sock = BufferedSocket(secure, self.network_buffer_size)
        if secure.selected_alpn_protocol() != "h2":
            raise Ended("no HTTP/2 there")
        self._send_preamble()

    def close(self, error_code: int | None = None) -> None:
        """Called by hyper when the server ends the connection; earlier answers stay known."""
        self.drop()
        raise Ended("the server ended the connection")

    def drop(self) -> None:
        """Let go of the socket."""
        if self._sock is not None:
            self._sock.close()

    def room(self) -> int:
        """How many requests may wait for their answers now."""
        with self._conn as protocol:
            allowed: int = protocol.remote_settings.max_concurrent_streams
        return max(1, min(allowed, STREAMS))

    def stream(self, stream_id: int) -> Any:
        """A request that was sent, which knows its answer when there is one."""
        return self.streams[stream_id]
