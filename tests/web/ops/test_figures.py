"""The figures of the start page, from a gateway's counts and what Redis knows."""

import asyncio
import json
from types import SimpleNamespace

import pytest

from front.hub import connect
from front.metrics import Gauges, Metrics, Snapshot
from settings import settings
from web import observed
from web.ops.figures import Reading
from wire.errors import Busy, Forbidden, Internal, TooFast

AWAY = "redis://127.0.0.1:1"


@pytest.fixture
async def gateway(redis_client, monkeypatch):
    """`gateway(url)`: one with counts of its own and this Redis."""
    monkeypatch.setattr(observed, "MOST_SECONDS", 60)
    clients = []

    def make(url=""):
        metrics = Metrics()
        for errno in (0, 0, Forbidden.errno, Busy.errno, TooFast.errno, Internal.errno):
            metrics.call("user.info", errno, 0.25, 0.5, 1.0)
        counted = Snapshot(1, metrics, Gauges(users=2))
        redis = connect(url or settings.redis.url)
        clients.append(redis)
        return SimpleNamespace(
            redis=redis, servers=[redis], broker=redis, port="here", counted=lambda: counted
        )

    yield make
    for client in clients:
        await client.aclose()


async def test_everything_is_well(gateway, redis_client):
    redis_client.set("beat::lock", "x")
    redis_client.hset("broker:consumers", mapping={"a": "rpc", "b": "rpc"})
    redis_client.mset({"broker:lease:a": "0.5", "broker:lease:b": "1", "front:x": "1"})
    redis_client.sadd("fronts", "x", "gone")
    redis_client.sadd("front:x:users", 1, 2, 3)
    redis_client.sadd("front:gone:users", 4)
    for time in (1, 2, 3):
        redis_client.lpush("figures", json.dumps({"time": time}))
    reading = Reading(gateway())
    now = await reading.since(0)
    assert now["calls"] == {"done": 2, "refused": 1, "busy": 2, "failed": 1}
    assert (now["users"], now["waited"], now["port"]) == (3, [1.5, 6], "here")
    assert now["up"] == {"redis": True, "beat": True, "broker": True}
    assert now["workers"] == {"rpc": [2, 0.75], "slow": [0, 0.0], "crowd": [0, 0.0]}
    assert now["queues"] == {"rpc": 0, "slow": 0, "crowd": 0, "dead": 0}
    assert [line["time"] for line in now["lines"]] == [1, 2, 3]
    assert [line["time"] for line in (await reading.since(2))["lines"]] == [3]


async def test_redis_is_away(gateway):
    now = await Reading(gateway(AWAY)).since(0)
    assert now["up"] == {"redis": False, "beat": False, "broker": False}
    assert (now["users"], now["lines"], now["calls"]["done"]) == (2, [], 2)


async def test_one_reading_is_for_all_who_ask_at_once(gateway):
    made = gateway()
    counted, asked = made.counted, []
    made.counted = lambda: asked.append(1) or counted()
    reading = Reading(made)
    await asyncio.gather(*(reading.since(0) for _ in range(20)))
    assert len(asked) == 1
