"""From Sanic's HTTP to our sockets: the handshake is a route, then the transport is ours."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

from sanic import Request
from sanic.compat import Header
from sanic.exceptions import BadRequest, SanicException
from sanic.http import Stage

from edge.framing import StrictProtocol
from edge.guard import App
from front import address
from front.connection import Connection
from front.hub import Hub
from front.websocket import accept_key


class GatewayProtocol(StrictProtocol):
    """The HTTP protocol, able to hand its transport over."""

    __slots__ = ("handed_over",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.handed_over = False

    def data_received(self, data: bytes) -> None:
        """Take bytes; those that trickle in do not put off the end of their request's time."""
        http, since = getattr(self, "_http", None), self._time  # unset until its task runs
        begins = http is None or (http.stage is Stage.IDLE and not self.recv_buffer)
        super().data_received(data)
        if not begins:
            self._time = since

    def close(self, timeout: float | None = None) -> None:
        if not self.handed_over:
            super().close(timeout)
            return
        if self._callback_check_timeouts:
            self._callback_check_timeouts.cancel()
        self.connections.discard(self)
        self.transport = None

    def hand_over(self, connection: Connection) -> None:
        """Make the socket a websocket, with the bytes that came after the handshake."""
        transport = connection.transport
        self.handed_over = True
        transport.set_protocol(connection)
        if self.recv_buffer:
            connection.data_received(bytes(self.recv_buffer))
        connection.resume()


def add_route(app: App) -> None:
    app.add_route(websocket, "/ws", methods=["GET"])


async def websocket(request: Request) -> None:
    """`/ws[?usezlib=N][&own_pushes=N][&sessionid=][&cdata=]`: wire contract, "Websocket"."""
    key = _checked_key(request)
    # Sanic sees it only in an Upgrade header that says nothing else, and would miss a response.
    request.stream.upgrade_websocket = True  # type: ignore[union-attr]
    hub: Hub = request.app.ctx.hub
    if hub.draining:
        raise SanicException("going away", status_code=503)
    protocol: GatewayProtocol = request.transport.get_protocol()  # type: ignore[assignment]
    transport = protocol.transport
    if transport is None or transport.is_closing():
        return
    transport.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept_key(key).encode()
    )
    connection = hub.open(
        transport, zlib=_number(request.args.get("usezlib")) != 0, address=address.of(request)
    )
    connection.own_pushes = _number(request.args.get("own_pushes")) != 0
    if sessionid := request.args.get("sessionid"):
        connection.start_by_url(sessionid, request.args.get("cdata"))
    protocol.hand_over(connection)


# Tells Sanic that no response is due.
websocket.is_websocket = True  # type: ignore[attr-defined]


def _checked_key(request: Request) -> str:
    headers = request.headers
    asked = "upgrade" in _words(headers, "connection")
    if not asked or "websocket" not in _words(headers, "upgrade"):
        raise BadRequest("this address speaks websocket only")
    if headers.get("sec-websocket-version") != "13":
        raise SanicException(
            "websocket version 13 only", status_code=426, headers={"Sec-WebSocket-Version": "13"}
        )
    key: str = headers.get("sec-websocket-key", "").strip()
    try:
        if len(b64decode(key, validate=True)) != 16:
            raise BadRequest("bad Sec-WebSocket-Key")
    except NotBase64:
        raise BadRequest("bad Sec-WebSocket-Key") from None
    return key


def _words(headers: Header, name: str) -> set[str]:
    """The members of a list that may stand in several headers (RFC 9110, 5.6.1)."""
    lines = headers.getall(name, [])
    return {word.strip().lower() for line in lines for word in line.split(",")}


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
