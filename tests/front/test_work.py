"""The allowance of connections: little before a start, enough after it, and never all work."""

import asyncio

import pytest

from front.close_codes import TOO_BIG, TOO_MUCH
from front.connection import Connection
from front.work import MEMBER, SLICE_WORK, STRANGER, TURN_WORK
from tests.front.gateway import Gateway, client_frame, packed, replies

START = client_frame(b'{"func":"session.start2","parm":{"sessionid":"x"},"cdata":"start"}')
CALL = b'{"func":"user.friend_list","parm":{},"cdata":"call"}'
NONSENSE = client_frame(b"nonsense")


@pytest.fixture
async def gateway() -> Gateway:
    return Gateway()


def words(size: int) -> bytes:
    """A call of about that size."""
    return b'{"func":"user.friend_list","parm":{"x":"%b"},"cdata":"big"}' % (b"x" * size)


async def turns(number: int = 3) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


def frames_read(gateway: Gateway) -> int:
    return gateway.metrics.frames_in


class TestStrangers:
    async def test_4_kib_on_the_wire(self, gateway: Gateway) -> None:
        stranger = gateway.open()
        stranger.data_received(client_frame(words(STRANGER.wire - 200)))
        assert [one["errno"] for one in replies(stranger)] == [1]
        stranger.data_received(client_frame(words(STRANGER.wire))[:100])
        assert stranger.close_code == TOO_BIG

    async def test_16_kib_inflated(self, gateway: Gateway) -> None:
        stranger = gateway.open()
        stranger.data_received(packed(words(STRANGER.inflated - 200)))
        stranger.data_received(packed(words(STRANGER.inflated)))
        assert [one["errno"] for one in replies(stranger)] == [1, 6]
        assert stranger.close_code == 0

    async def test_what_comes_behind_the_start_is_read_as_a_members(self, gateway: Gateway) -> None:
        """Clients send their calls without waiting for the reply to the start."""
        client = gateway.open()
        client.data_received(START + client_frame(words(100_000)) + client_frame(CALL))
        assert [function.name for _, function, _ in gateway.begun] == ["session.start2"]
        assert client.transport.paused  # type: ignore[attr-defined]
        client.uid, client.allowance = 7, MEMBER
        client.start_answered(b"{}", 0, by_url=False)
        await turns()
        names = [function.name for _, function, _ in gateway.begun]
        assert names == ["session.start2", "user.friend_list", "user.friend_list"]
        assert not client.transport.paused  # type: ignore[attr-defined]

    async def test_behind_a_start_that_failed_all_are_refused_in_order(
        self, gateway: Gateway
    ) -> None:
        client = gateway.open()
        client.data_received(START + client_frame(CALL) * 3)
        client.start_answered(b'{"errno":1}', 1, by_url=False)
        assert [one["errno"] for one in replies(client)] == [1, 1, 1, 1]


async def flood(gateway: Gateway, connection: Connection, data: bytes, seconds: float) -> float:
    """Send as fast as it is read; the seconds until it was closed."""
    transport = connection.transport
    for step in range(int(seconds / 0.2)):
        gateway.clock.now += 0.2
        gateway.work.tick()
        for _ in range(50):
            if not transport.paused:  # type: ignore[attr-defined]
                connection.data_received(data)
            await turns(1)
        if connection.close_code:
            return step * 0.2
    return float("inf")


class TestAllowance:
    @pytest.mark.parametrize("uid", [0, 7])
    async def test_who_goes_on_beyond_it_is_paused_then_closed(
        self, gateway: Gateway, uid: int
    ) -> None:
        client = gateway.open(uid=uid)
        allowance = MEMBER if uid else STRANGER
        after = await flood(gateway, client, NONSENSE * 100, 60)
        assert client.close_code == TOO_MUCH
        assert allowance.patience <= after < allowance.patience + 10
        most = allowance.burst + allowance.per_second * (after + 1)
        assert frames_read(gateway) * len(NONSENSE) < most
        assert len(replies(client)) < most / 4096 + 1

    async def test_one_burst_is_forgiven(self, gateway: Gateway) -> None:
        client = gateway.open(uid=7)
        client.data_received(NONSENSE * 2_000)
        for _ in range(300):
            await turns()
            gateway.clock.now += 0.2
            gateway.work.tick()
        assert client.close_code == 0
        assert len(replies(client)) == 2_000
        assert not client.transport.paused  # type: ignore[attr-defined]

    async def test_pings_and_empty_fragments_count(self, gateway: Gateway) -> None:
        for data in (b"\x89\x80mask" * 5_000, b"\x01\x80mask" + b"\x00\x80mask" * 5_000):
            client = gateway.open(uid=7)
            await flood(gateway, client, data, 60)
            assert client.close_code

    async def test_inflating_counts(self, gateway: Gateway) -> None:
        client = gateway.open(uid=7)
        await flood(gateway, client, packed(b'{"x":"%b"}' % (b"x" * 1_000_000)), 60)
        assert client.close_code == TOO_MUCH
        assert frames_read(gateway) < 20


class TestTurns:
    async def test_one_turn_does_a_bounded_part(self, gateway: Gateway) -> None:
        members = [gateway.open(uid=number) for number in range(1, 40)]
        call = client_frame(words(8_000))
        for member in members:
            member.data_received(call * 50)
        assert sum(member.work for member in members) < len(members) * (SLICE_WORK + 10_000)
        before = sum(member.work for member in members)
        await turns(1)
        done = sum(member.work for member in members) - before
        assert 0 < done < TURN_WORK + SLICE_WORK + 10_000
        await turns(200)
        assert frames_read(gateway) == 50 * len(members)

    async def test_who_sends_little_does_not_wait(self, gateway: Gateway) -> None:
        for number in range(1, 40):
            gateway.open(uid=number).data_received(client_frame(words(8_000)) * 50)
        quiet = gateway.open(uid=99)
        quiet.data_received(client_frame(CALL))
        assert gateway.begun[-1][0] is quiet

    async def test_nothing_is_lost_or_changes_places(self, gateway: Gateway) -> None:
        client = gateway.open(uid=7)
        tags = [b"%d" % number for number in range(60)]
        call = b'{"func":"user.friend_list","parm":{"x":"%b"},"cdata":%b}'
        data = b"".join(client_frame(call % (b"x" * 9_000, tag)) for tag in tags)
        for start in range(0, len(data), 7_000):
            client.data_received(data[start : start + 7_000])
            await turns(1)
        await turns(100)
        assert [bytes(request.cdata) for _, _, request in gateway.begun] == tags
