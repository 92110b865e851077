"""How much may be in flight, and that reading continues below the bound."""

import asyncio

import pytest

from front import flow
from front.connection import IN_FLIGHT, Connection
from front.flow import CONNECTION_BYTES, GATEWAY_BYTES, USER_BYTES
from tests.fixtures.settings import Setter
from tests.front.gateway import Gateway, client_frame, replies

USER_CALLS = 64
SMALL = client_frame(b'{"func":"user.info2","parm":{"uid":5},"cdata":"c"}')


def large(size: int) -> bytes:
    return client_frame(b'{"func":"tools.save_data","parm":{"x":"%b"}}' % (b"x" * size))


@pytest.fixture
async def gateway(configure: Setter) -> Gateway:
    configure("limits", rate_multiplier=0)
    return Gateway()


def in_flight(*connections: Connection) -> int:
    return sum(one.in_flight for one in connections)


async def let_run() -> None:
    for _ in range(200):
        await asyncio.sleep(0)


class TestCalls:
    async def test_of_one_connection(self, gateway: Gateway) -> None:
        one = gateway.open(uid=7)
        one.data_received(SMALL * 100)
        await let_run()
        assert in_flight(one) == IN_FLIGHT
        assert one.transport.paused  # type: ignore[attr-defined]

    async def test_of_one_user_on_many_connections(self, gateway: Gateway) -> None:
        many = [gateway.open(uid=7) for _ in range(20)]
        other = gateway.open(uid=8)
        for one in many:
            one.data_received(SMALL * 20)
        other.data_received(SMALL)
        await let_run()
        assert in_flight(*many) == USER_CALLS
        assert in_flight(other) == 1
        while gateway.open_calls:
            gateway.answer_oldest()
            await let_run()
            assert in_flight(*many) <= USER_CALLS
        assert all(len(replies(one)) == 20 for one in many)
        assert not any(one.transport.paused for one in many)  # type: ignore[attr-defined]

    async def test_of_a_user_at_several_gateways(self, gateway: Gateway) -> None:
        one = gateway.open(uid=7)
        one.data_received(SMALL * 20)
        assert gateway.asked == [7]
        gateway.flow.narrow(7, 4)
        one.data_received(SMALL * 40)
        await let_run()
        assert in_flight(one) == 20
        for _ in range(10):
            gateway.answer_oldest()
            await let_run()
        assert in_flight(one) == USER_CALLS // 4

    async def test_a_closed_connection_blocks_nobody(self, gateway: Gateway) -> None:
        first, second = gateway.open(uid=7), gateway.open(uid=7)
        first.data_received(SMALL * USER_CALLS)
        second.data_received(SMALL)
        await let_run()
        assert in_flight(second) == 0
        first.transport.close()
        first.connection_lost(None)
        while in_flight(second) == 0:
            gateway.answer_oldest()
            await let_run()


class TestBytes:
    async def send(self, gateway: Gateway, connection: Connection) -> None:
        for _ in range(40):
            gateway.clock.now += 10
            connection.data_received(large(100_000))
            await let_run()

    async def test_of_one_connection(self, gateway: Gateway) -> None:
        one = gateway.open(uid=7)
        await self.send(gateway, one)
        assert CONNECTION_BYTES <= one.open_bytes < CONNECTION_BYTES + 100_100
        while gateway.open_calls:
            gateway.answer_oldest()
            gateway.clock.now += 10
            await let_run()
        assert len(replies(one)) == 40
        assert one.open_bytes == 0

    async def test_of_one_user(self, gateway: Gateway) -> None:
        many = [gateway.open(uid=7) for _ in range(5)]
        for one in many:
            await self.send(gateway, one)
        assert USER_BYTES <= sum(one.open_bytes for one in many) < USER_BYTES + 100_100

    async def test_of_the_gateway(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(flow, "GATEWAY_BYTES", GATEWAY_BYTES // 16)
        many = [gateway.open(uid=uid) for uid in range(1, 10)]
        for one in many:
            await self.send(gateway, one)
        assert sum(one.open_bytes for one in many) >= GATEWAY_BYTES // 16
        assert sum(one.open_bytes for one in many) < GATEWAY_BYTES // 16 + 100_100
        assert gateway.flow.is_full
        while gateway.open_calls:
            gateway.answer_oldest()
            gateway.clock.now += 10
            await let_run()
        assert all(len(replies(one)) == 40 for one in many)
        assert not gateway.flow.is_full

    async def test_what_nobody_reads_is_not_even_queued(self, gateway: Gateway) -> None:
        one = gateway.open(uid=7)
        frame = b'{"func":"user.info2","parm":{"uid":5,"unused":"%b"}}' % (b"x" * 200_000)
        one.data_received(client_frame(frame))
        await let_run()
        assert one.in_flight == 1
        assert one.open_bytes < 100

    async def test_too_long_parameters_are_refused(self, gateway: Gateway) -> None:
        one = gateway.open(uid=7)
        frame = b'{"func":"user.info2","parm":{"uid":"%b"}}' % (b"9" * 50_000)
        one.data_received(client_frame(frame))
        (reply,) = replies(one)
        assert (reply["errno"], reply["error"]) == (6, "uid: too long")
        assert one.in_flight == one.open_bytes == 0
