"""A Redis that may evict keys is reported."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from front import eviction
from tests.fixtures import servers


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Redis]:
    server = servers.make_valkey(tmp_path / "valkey", servers.current().register)
    server.start()
    yield Redis.from_url(server.url)
    server.stop()


@pytest.mark.parametrize(
    ("policy", "limit", "told"),
    [
        ("noeviction", "100mb", False),
        ("allkeys-lru", "100mb", True),
        ("volatile-ttl", "100mb", True),  # leases and limits have a time to live
        ("allkeys-lru", "0", False),  # a policy without a limit does nothing
    ],
)
async def test_by_policy_and_limit(valkey, policy, limit, told):
    async with valkey:
        await valkey.config_set("maxmemory", limit)
        await valkey.config_set("maxmemory-policy", policy)
        assert await eviction.may_evict(valkey, None) is told
        with capture_logs() as lines:
            await eviction.warn(valkey)
    assert [line["event"] for line in lines] == ["redis may evict keys"] * told


async def test_a_server_that_is_away_is_not_judged():
    async with Redis.from_url("redis://127.0.0.1:1") as away:
        with capture_logs() as lines:
            await eviction.warn(away)
    assert lines == []
