"""Cleaning up after gateways whose lease has ended."""

import pytest

from push import presence
from tasks.jobs import presence as job


@pytest.fixture
def bind(redis_client):
    script = redis_client.register_script(presence.BIND)

    def run(front, uid, number=1):
        keys = [presence.front_users_key(front), presence.user_key(uid), presence.live_key(uid)]
        script(keys=keys, args=[front, 60, 20, uid, f"{front}-{number}", number])
        redis_client.sadd(presence.FRONTS, front)

    return run


def test_entries_of_a_dead_gateway_go(ctx, redis_client, bind):
    bind("dead", 1)
    bind("dead", 1, number=2)
    bind("dead", 2)
    bind("alive", 1, number=3)
    redis_client.set(presence.front_key("alive"), 1)
    assert job.clean_up(ctx) == 2
    assert redis_client.hgetall(presence.user_key(1)) == {"alive-3": "alive"}
    assert not redis_client.exists(presence.user_key(2), presence.front_users_key("dead"))
    assert redis_client.smembers(presence.FRONTS) == {"alive"}
    assert redis_client.smembers(presence.front_users_key("alive")) == {"1"}


def test_in_batches(ctx, redis_client, bind, monkeypatch):
    monkeypatch.setattr(job, "BATCH", 2)
    for uid in range(3):
        bind("dead", uid)
    bind("gone", 9)
    assert [job.clean_up(ctx) for _ in range(4)] == [2, 2, 0, 0]
    assert redis_client.smembers(presence.FRONTS) == set()


def test_a_gateway_without_users(ctx, redis_client):
    redis_client.sadd(presence.FRONTS, "idle")
    assert job.clean_up(ctx) == 0
    assert redis_client.smembers(presence.FRONTS) == set()
