"""The HTTP side of a gateway's port: whose a connection is, how long a request may take to come."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from sanic.http import Stage
from sanic.server.protocols import http_protocol

from edge.framing import StrictProtocol
from front.hub import Hub
from front.upgrade import GatewayProtocol
from tests.front.test_handshake import head
from tests.front.transport import Transport


class Line:
    """A connection without a network; its clock is set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(http_protocol, "current_time", lambda: self.now)
        protocol: Any = GatewayProtocol.__new__(GatewayProtocol)
        protocol.app = SimpleNamespace(config=SimpleNamespace(REQUEST_BUFFER_SIZE=65536))
        protocol.recv_buffer, protocol.transport = bytearray(), None
        protocol._time, protocol._data_received = 0.0, asyncio.Event()
        protocol._hesitation = None
        self.protocol = protocol

    def takes(self, data: bytes, at: float) -> float:
        """The time from which the unfinished request counts after these bytes."""
        self.now = at
        self.protocol.data_received(data)
        return float(self.protocol._time)

    def is_in(self, stage: Stage) -> None:
        self.protocol._http = SimpleNamespace(stage=stage)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


def test_bytes_that_trickle_in_put_nothing_off(line: Line) -> None:
    assert line.takes(b"P", at=1) == 1  # before its task has begun
    line.is_in(Stage.IDLE)
    assert line.takes(b"OST / HTTP/1.1", at=50) == 1
    for stage in (Stage.REQUEST, Stage.HANDLER, Stage.RESPONSE):
        line.is_in(stage)
        line.protocol.recv_buffer.clear()
        assert line.takes(b"x", at=90) == 1


def test_the_next_request_has_its_whole_time(line: Line) -> None:
    line.is_in(Stage.IDLE)
    assert line.takes(b"GET / HTTP/1.1", at=1) == 1
    line.protocol.recv_buffer.clear()  # it was read, and answered
    assert line.takes(b"G", at=100) == 100
    assert line.takes(b"ET /", at=110) == 100


class Arrival:
    """A connection that was just accepted, whose timer a test ends."""

    def __init__(self, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[object] = []
        """What Sanic hears of."""
        for name in ("connection_made", "data_received", "connection_lost"):
            monkeypatch.setattr(
                StrictProtocol, name, lambda _, what, name=name: self.told.append(name)
            )
        self.timer = Mock()
        loop: Any = SimpleNamespace(call_later=self._call_later)
        protocol: Any = GatewayProtocol.__new__(GatewayProtocol)
        protocol.app = SimpleNamespace(ctx=SimpleNamespace(hub=hub))
        protocol.loop, protocol.connections = loop, set()
        protocol.recv_buffer, protocol._time = bytearray(), 0.0
        protocol.handed_over, protocol._hesitation = False, None
        self.protocol, self.transport = protocol, Transport()
        protocol.connection_made(self.transport)

    def _call_later(self, _: float, then: Any) -> Mock:
        self.then = then
        return self.timer


@pytest.fixture
async def arrival(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    hub = Hub(tmp_path)
    yield Arrival(hub, monkeypatch)
    await hub.stop()


async def test_a_handshake_is_answered_before_sanic_hears_of_it(arrival: Arrival) -> None:
    arrival.protocol.data_received(head("/ws?usezlib=1&own_pushes=1") + b"\x89\x80mask")
    assert arrival.told == []
    assert arrival.transport.written.startswith(b"HTTP/1.1 101 ")
    assert arrival.transport.written.endswith(b"\r\n\r\n\x8a\x00")  # the ping was answered
    connection = arrival.transport.protocol
    assert (connection.zlib, connection.own_pushes) == (True, True)
    assert connection.address == arrival.transport.peer[0]
    arrival.timer.cancel.assert_called_once()
    assert arrival.protocol.connections == set()


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\n\r\n", b"G", head()[:-2]])
async def test_anything_else_is_sanic_s_at_once(arrival: Arrival, data: bytes) -> None:
    arrival.protocol.data_received(data)
    arrival.protocol.data_received(head())
    assert arrival.told == ["connection_made", "data_received", "data_received"]
    arrival.timer.cancel.assert_called_once()


async def test_while_the_process_drains_sanic_refuses(arrival: Arrival) -> None:
    arrival.protocol.app.ctx.hub.draining = True
    arrival.protocol.data_received(head())
    assert arrival.told == ["connection_made", "data_received"]


async def test_who_says_nothing_gets_the_timeouts(arrival: Arrival) -> None:
    arrival.then()
    assert arrival.told == ["connection_made"]
    arrival.protocol.data_received(head())
    arrival.protocol.connection_lost(None)
    assert arrival.told == ["connection_made", "data_received", "connection_lost"]


async def test_who_leaves_without_a_word_is_forgotten(arrival: Arrival) -> None:
    assert arrival.protocol.connections == {arrival.protocol}
    arrival.protocol.connection_lost(None)
    assert (arrival.protocol.connections, arrival.told) == (set(), [])
    arrival.timer.cancel.assert_called_once()
