"""Buckets that several gateways share through Redis."""

import asyncio

import pytest

from front.commands import Commands
from front.limits import Limits
from front.spending import Spending
from settings import settings
from tasks.rpc import load

SEND, ADD = "message.send", "album.add"
SECONDS = 2
"""Until a message more is allowed."""


class Gateway:
    """The limits of one gateway, at a time that a test sets."""

    def __init__(self) -> None:
        self.commands = Commands(settings.redis.url)
        spending = Spending(self.commands)
        self.limits = Limits(lambda _uid, *spent: spending.spend(*spent))
        self.now = 5.0

    def take(self, name: str = SEND, uid: int = 1) -> int:
        return self.limits.take(load()[name], uid, self.now)

    def return_token(self, name: str = SEND, uid: int = 1) -> None:
        self.limits.return_token(load()[name], uid)

    async def told(self) -> None:
        """Return when Redis has answered."""
        async with asyncio.timeout(10):
            while any(bucket.untold for bucket in self.limits._buckets.values()):
                await asyncio.sleep(0.001)


@pytest.fixture
async def gateways(redis_client):
    """Two gateways."""
    pair = Gateway(), Gateway()
    for one in pair:
        await one.commands.start()
    yield pair
    for one in pair:
        one.commands.stop()


async def test_what_is_spent_at_one_is_missing_at_the_other(gateways):
    one, other = gateways
    assert [one.take() for _ in range(9)] == [0] * 9
    await one.told()
    assert other.take() == 0
    await other.told()
    assert other.take() == SECONDS
    assert one.take(uid=2) == one.take(ADD) == other.take(uid=2) == 0


async def test_bursts_at_both_at_once_are_a_debt(gateways):
    one, other = gateways
    for _ in range(10):
        assert one.take() == other.take() == 0
    for each in gateways:
        await each.told()
    assert one.take() > 0
    assert other.take() == 11 * SECONDS
    other.now += 10 * SECONDS
    assert other.take() == SECONDS


async def test_every_burst_is_paid_back(gateways):
    _, other = gateways
    for _ in range(2):
        for each in gateways:
            for _ in range(10):
                assert each.take() == 0
            await each.told()
            each.limits._buckets.clear()
    assert other.take() == 0
    await other.told()
    assert other.take() == 32 * SECONDS


async def test_what_is_given_back_is_there_for_both(gateways):
    one, other = gateways
    for _ in range(10):
        one.take()
    one.return_token()
    await one.told()
    assert other.take() == 0
    await other.told()
    assert other.take() == SECONDS


async def test_a_turn_is_one_command(gateways, monkeypatch):
    one, _ = gateways
    sent = []
    send = one.commands.send
    monkeypatch.setattr(one.commands, "send", lambda *all_: (sent.append(all_), send(*all_))[1])
    for uid in (1, 2, 1):
        one.take(uid=uid)
    one.take(ADD)
    await one.told()
    one.take()
    await one.told()
    assert [command[2] for command in sent if command[0] == "EVALSHA"] == [3, 1]


async def test_buckets_in_redis_end_when_they_are_full(gateways, redis_client):
    one, _ = gateways
    for _ in range(3):
        one.take()
    await one.told()
    (key,) = redis_client.keys("spent:*")
    assert 3 * SECONDS < redis_client.ttl(key) <= 3 * SECONDS + 1


async def test_redis_that_has_lost_everything(gateways, redis_client):
    one, other = gateways
    for _ in range(10):
        one.take()
    await one.told()
    redis_client.flushall()
    redis_client.script_flush()
    assert one.take() == SECONDS
    assert other.take() == 0
    await other.told()
    assert other.take() == 0


async def test_with_redis_away_each_counts_for_itself(gateways):
    one, other = gateways
    one.commands.stop()
    assert [one.take() for _ in range(11)] == [0] * 10 + [SECONDS]
    await one.told()
    assert one.take() == SECONDS
    assert other.take() == 0
