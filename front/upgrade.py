"""From HTTP to our sockets: after its handshake the transport of a websocket is ours."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import Request
from sanic.exceptions import BadRequest, SanicException
from sanic.http import Stage

from edge.framing import StrictProtocol
from edge.guard import App
from front import address, handshake
from front.connection import Connection
from front.hub import Hub
from front.websocket import accept_key

HESITATION_SECONDS = 1.0
"""A connection on which nothing came for so long gets Sanic's task, which has the timeouts."""


class GatewayProtocol(StrictProtocol):
    """The HTTP protocol, able to hand its transport over.

    A websocket's handshake that comes first and whole is answered before Sanic hears of it.
    """

    __slots__ = ("_hesitation", "handed_over")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.handed_over = False
        self._hesitation: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first bytes."""
        self.transport = transport  # type: ignore[assignment]
        self.connections.add(self)
        self._hesitation = self.loop.call_later(HESITATION_SECONDS, self._speak_http)

    def _speak_http(self) -> None:
        """Let Sanic have the connection."""
        self._hesitate_no_more()
        super().connection_made(self.transport)  # type: ignore[no-untyped-call]

    def _hesitate_no_more(self) -> None:
        if self._hesitation is not None:
            self._hesitation.cancel()
            self._hesitation = None

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer has gone."""
        if self._hesitation is None:
            super().connection_lost(exc)  # type: ignore[no-untyped-call]
        else:
            self._hesitate_no_more()
            self.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Take bytes; those that trickle in do not put off the end of their request's time."""
        if self._hesitation is not None:
            if self._shake_hands(data):
                return
            self._speak_http()
        http, since = getattr(self, "_http", None), self._time  # unset until its task runs
        begins = http is None or (http.stage is Stage.IDLE and not self.recv_buffer)
        super().data_received(data)
        if not begins:
            self._time = since

    def _shake_hands(self, data: bytes) -> bool:
        """Answer a handshake at once; False when Sanic has to look at the request."""
        hub: Hub = self.app.ctx.hub
        transport: Any = self.transport
        peer = transport.get_extra_info("peername")
        found = None if hub.draining or not isinstance(peer, tuple) else handshake.read(data)
        if found is None:
            return False
        self._hesitate_no_more()
        self.connections.discard(self)
        whose = address.claimed(found.headers, peer[0])
        connection = _open(hub, transport, found.key, found.query, whose)
        self.hand_over(connection, data[found.end :])
        self.transport = None
        return True

    def close(self, timeout: float | None = None) -> None:
        if not self.handed_over:
            super().close(timeout)
            return
        if self._callback_check_timeouts:
            self._callback_check_timeouts.cancel()
        self.connections.discard(self)
        self.transport = None

    def hand_over(self, connection: Connection, rest: bytes) -> None:
        """Make the socket a websocket; `rest`: the bytes that came after the handshake."""
        self.handed_over = True
        connection.transport.set_protocol(connection)
        if rest:
            connection.data_received(rest)
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
    connection = _open(hub, transport, key, request.args, address.of(request))
    protocol.hand_over(connection, bytes(protocol.recv_buffer))


def _open(
    hub: Hub, transport: Any, key: str, query: dict[str, list[str]], whose: str
) -> Connection:
    """Answer a handshake; the parameters of its address count."""
    transport.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept_key(key).encode()
    )
    values = {name: given[0] for name, given in query.items()}
    connection = hub.open(transport, zlib=_number(values.get("usezlib")) != 0, address=whose)
    connection.own_pushes = _number(values.get("own_pushes")) != 0
    if sessionid := values.get("sessionid"):
        connection.start_by_url(sessionid, values.get("cdata"))
    return connection


# Tells Sanic that no response is due.
websocket.is_websocket = True  # type: ignore[attr-defined]


def _checked_key(request: Request) -> str:
    try:
        return handshake.checked_key(request.headers)
    except handshake.Refused as error:
        if not error.version:
            raise BadRequest(str(error)) from None
        headers = {"Sec-WebSocket-Version": "13"}
        raise SanicException(str(error), status_code=426, headers=headers) from None


def _number(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
