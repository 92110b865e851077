"""The HTTP side of a gateway's port: how long a request may take to arrive."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from sanic.http import Stage
from sanic.server.protocols import http_protocol

from front.upgrade import GatewayProtocol


class Line:
    """A connection without a network; its clock is set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(http_protocol, "current_time", lambda: self.now)
        protocol: Any = GatewayProtocol.__new__(GatewayProtocol)
        protocol.app = SimpleNamespace(config=SimpleNamespace(REQUEST_BUFFER_SIZE=65536))
        protocol.recv_buffer, protocol.transport = bytearray(), None
        protocol._time, protocol._data_received = 0.0, asyncio.Event()
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
