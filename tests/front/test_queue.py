"""Calls to the queues: an error of one queue does not touch the others of the same trip."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import redis

from front.queue import RedisQueue
from tasks.rpc import Rpc, load
from tests.fixtures.settings import Setter
from wire.calls import Origin


class Failed:
    """Records the calls that failed because no worker will get them."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.news = asyncio.Event()

    def __call__(self, call: int) -> None:
        self.calls.append(call)
        self.news.set()

    async def first(self) -> list[int]:
        async with asyncio.timeout(30):
            await self.news.wait()
        await asyncio.sleep(0)
        return self.calls


@pytest.fixture
async def failed() -> Failed:
    return Failed()


@pytest.fixture
async def queue(
    redis_client: redis.Redis, configure: Setter, failed: Failed
) -> AsyncIterator[RedisQueue]:
    made = RedisQueue(failed)
    await made.start()
    yield made
    await made.close()


def send(queue: RedisQueue, name: str, *calls: int) -> Rpc:
    function = load()[name]
    for call in calls:
        queue.send(function, b"{}", Origin("front", call, "", 0, 0, False, 0.0, ""))
    return function


QUICK, SLOW = "user.info2", "http.account.login"


@pytest.mark.parametrize("refused", [QUICK, SLOW])
async def test_what_one_queue_refuses_fails_at_once_and_alone(
    queue: RedisQueue, failed: Failed, redis_client: redis.Redis, refused: str
) -> None:
    """Both commands go out in one write, and one of them fails.

    The first or the last meets a key of another kind, as when Redis has no memory left for one
    of them.
    """
    redis_client.set(load()[refused].queue, "no list")
    for name, calls in ((QUICK, (1, 2)), (SLOW, (3,)), (QUICK, (4,))):
        send(queue, name, *calls)
    assert sorted(await failed.first()) == ([1, 2, 4] if refused == QUICK else [3])
    other = load()[SLOW if refused == QUICK else QUICK].queue
    assert redis_client.llen(other) == (1 if refused == QUICK else 3)


async def test_without_redis_all_fail(queue: RedisQueue, failed: Failed) -> None:
    queue._link.drop()
    await asyncio.sleep(0)
    send(queue, QUICK, 1, 2)
    send(queue, SLOW, 3)
    assert sorted(await failed.first()) == [1, 2, 3]
