"""The parts of a gateway by themselves: bytes of a socket, and items of the bus."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st

from front.connections import Connections
from front.delivery import Delivery
from front.index import Index
from log import log
from tests.front.gateway import Gateway, client_frame, packed
from tests.fuzz.budget import attempt
from tests.fuzz.values import anything
from wire import bus

pytestmark = pytest.mark.timeout(0)

good = st.binary(max_size=300).map(client_frame) | st.binary(max_size=300).map(packed)
streams = st.lists(good | st.binary(max_size=40), max_size=10).map(b"".join)


def test_bytes_of_a_socket() -> None:
    """In pieces of any size they are read, refused or closed, with bounded work."""

    async def play(data: bytes, cuts: list[int], uid: int) -> None:
        gateway = Gateway()
        connection = gateway.open(uid=uid)
        edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
        for start, end in itertools.pairwise(edges):
            connection.data_received(data[start:end])
            await asyncio.sleep(0)
        assert connection.work <= connection.allowance.burst + connection.allowance.inflated
        assert connection.in_flight <= 64
        connection.connection_lost(None)

    attempt(
        st.tuples(streams, st.lists(st.integers(0, 10_000), max_size=8), st.sampled_from([0, 7])),
        lambda parts: asyncio.run(play(*parts)),
    )


KINDS = (bus.Reply, bus.ToUsers, bus.ToTopic, bus.ToConnection, bus.CloseSessions,
         bus.CloseConnection, bus.DropWatch)  # fmt: skip
tags = st.sampled_from([kind.__struct_config__.tag for kind in KINDS])
items = st.tuples(tags, st.lists(anything, max_size=8)).map(lambda both: [both[0], *both[1]])


def packed_message(value: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(value)
    except OverflowError:
        return b""


published = (st.lists(items, max_size=4) | anything).map(packed_message) | st.binary(max_size=60)


class Nobody:
    """Sessions of no user."""

    def __init__(self) -> None:
        self.users: Index[Any] = Index()
        self.topics: dict[str, Any] = {}

    def drop_watch(self, topic: str, uids: list[int] | None) -> None: ...

    def revoke(self, sids: list[int], code: int) -> None: ...


def test_items_of_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot be read is logged; the gateway goes on listening."""
    failed: list[Any] = []
    monkeypatch.setattr(log, "exception", lambda *_, **about: failed.append(about))

    async def play(data: bytes) -> None:
        gateway, sessions = Gateway(), Nobody()
        connections = Connections("front", gateway.clock, gateway.metrics)
        nobody: Any = sessions
        delivery = Delivery(gateway.calls, nobody, connections, gateway.metrics, gateway.clock)
        delivery.receive(data)

    attempt(published, lambda data: asyncio.run(play(data)))
    assert failed == []
