"""What gateways write about who is online."""

from itertools import count

import pytest

from push import presence

UID, SID = 7, 3
KEYS = [presence.user_key(UID), presence.front_users_key("one"), presence.live_key(SID)]
MOST = 3
LIVE = presence.live_key(SID)


@pytest.fixture
def bind(redis_client):
    script = redis_client.register_script(presence.BIND)
    clock = count(1000)
    for front in ("one", "two"):
        redis_client.set(presence.front_key(front), 1)

    def run(front: str, conn: str, since: float | None = None, sid: int = SID) -> str:
        """The former connection, and what is to be closed instead of it."""
        keys = [KEYS[0], presence.front_users_key(front), presence.live_key(sid)]
        at = next(clock) if since is None else since
        bound = script(keys=keys, args=[UID, conn, front, 60, f"{at:.6f}", MOST])
        return bound if isinstance(bound, str) else " - ".join(bound)

    return run


@pytest.fixture
def unbind(redis_client):
    script = redis_client.register_script(presence.UNBIND)

    def run(front: str, conn: str, last: int = 1) -> None:
        keys = [KEYS[0], presence.front_users_key(front), LIVE]
        script(keys=keys, args=[UID, conn, front, last])

    return run


class TestBind:
    def test_the_first(self, redis_client, bind):
        assert bind("one", "one-1") == ""
        assert redis_client.hgetall(KEYS[0]) == {"one-1": "one"}
        assert redis_client.smembers(KEYS[1]) == {str(UID)}
        assert redis_client.get(LIVE).startswith("one one-1 ")

    def test_a_later_one_replaces(self, redis_client, bind):
        bind("one", "one-1")
        assert bind("two", "two-1").startswith("one one-1 ")
        assert redis_client.get(LIVE).startswith("two two-1 ")

    def test_the_same_again(self, bind):
        bind("one", "one-1", since=5.0)
        assert bind("one", "one-1", since=5.0).startswith("one one-1 ")
        assert bind("one", "one-1", since=4.0).startswith("one one-1 ")

    def test_one_that_was_overtaken_stays_out(self, redis_client, bind):
        bind("two", "two-1", since=5.0)
        assert bind("one", "one-1", since=4.999999) == "newer"
        assert redis_client.hgetall(KEYS[0]) == {"two-1": "two"}
        assert redis_client.get(LIVE).startswith("two two-1 ")
        assert not redis_client.exists(KEYS[1])

    def test_the_connection_of_a_dead_gateway_is_no_obstacle(self, redis_client, bind):
        bind("two", "two-1", since=5.0)
        redis_client.delete(presence.front_key("two"))
        assert bind("one", "one-1", since=4.0).startswith("two two-1 ")
        assert redis_client.get(LIVE).startswith("one one-1 ")

    def test_of_too_many_the_oldest_goes(self, redis_client, bind):
        bound = [bind("one" if n % 2 else "two", f"conn-{n}", sid=n) for n in range(6)]
        assert bound == ["", "", "", " - conn-0 - two", " - conn-1 - one", " - conn-2 - two"]
        assert sorted(redis_client.hgetall(KEYS[0])) == ["conn-3", "conn-4", "conn-5"]

    def test_the_same_again_is_not_one_more(self, bind):
        for n in range(MOST):
            bind("one", f"conn-{n}", sid=n)
        assert bind("one", "conn-1", sid=1).endswith("conn-1 1001.000000")


class TestUnbind:
    def test_takes_everything_away(self, redis_client, bind, unbind):
        bind("one", "one-1")
        unbind("one", "one-1")
        assert not redis_client.exists(*KEYS)

    def test_leaves_the_others(self, redis_client, bind, unbind):
        bind("one", "one-1")
        bind("one", "one-11")
        unbind("one", "one-1", last=0)
        assert redis_client.hgetall(KEYS[0]) == {"one-11": "one"}
        assert redis_client.smembers(KEYS[1]) == {str(UID)}
        assert redis_client.get(LIVE).startswith("one one-11 ")
