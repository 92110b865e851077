"""What gateways write about who is online."""

from itertools import count
from secrets import token_hex

import pytest
import redis

from push import deliver, presence
from push.servers import Servers
from wire import bus

UID, SID = 7, 3
ONLINE, OFFLINE = bus.Online(UID, 1), bus.Online(UID, 0)
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
        """Start a session; returns the replaced connection, and what else must be closed."""
        keys = [presence.front_users_key(front), KEYS[0], presence.live_key(sid)]
        at = next(clock) if since is None else since
        (bound,) = script(keys=keys, args=[front, 60, MOST, UID, conn, f"{at:.6f}"])
        return " - ".join(bound) if bound else "newer"

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


@pytest.fixture
def forget(redis_client):
    def run(front: str, most: int = 100) -> int:
        redis_client.delete(presence.front_key(front))
        keys = presence.forget_keys(front)
        return redis_client.eval(presence.FORGET, len(keys), *keys, front, most)

    return run


@pytest.fixture
def viewer(redis_client):
    """The gateway where somebody watches the user; all databases share its channel's name."""
    front = token_hex(6)
    redis_client.set(presence.front_key(front), 1)
    redis_client.sadd(presence.watched_key(UID), front)
    redis_client.sadd(presence.front_watched_key(front), UID)
    return front


@pytest.fixture
def told(redis_url, redis_client, viewer):
    """The items that this gateway got since the last time."""
    client = redis.Redis.from_url(redis_url)
    with client.pubsub() as ear:
        ear.subscribe(bus.channel(viewer))
        assert ear.get_message(timeout=5)["type"] == "subscribe"

        def since() -> list[bus.Message]:
            redis_client.publish(bus.channel(viewer), "end")
            found: list[bus.Message] = []
            while (data := ear.get_message(timeout=5)["data"]) != b"end":
                found += bus.decode(data)
            return found

        yield since
    client.close()


class TestWatched:
    def test_comes_with_the_first_connection_and_goes_with_the_last(self, bind, unbind, told):
        bind("one", "one-1")
        assert told() == [ONLINE]
        bind("one", "one-2")
        bind("two", "two-1")
        unbind("one", "one-1", last=0)
        unbind("one", "one-2")
        assert told() == []
        unbind("two", "two-1")
        assert told() == [OFFLINE]
        unbind("two", "two-1")
        assert told() == []

    def test_connections_of_dead_gateways_do_not_count(self, redis_client, bind, unbind, told):
        bind("one", "one-1")
        redis_client.delete(presence.front_key("one"))
        bind("two", "two-1")
        assert told() == [ONLINE, ONLINE]
        unbind("two", "two-1")
        assert told() == [OFFLINE]

    def test_a_gateway_that_died(self, bind, forget, told):
        bind("one", "one-1")
        assert told() == [ONLINE]
        assert forget("one") == 1
        assert told() == [OFFLINE]

    def test_one_connection_of_several_died(self, bind, forget, told):
        bind("one", "one-1")
        bind("two", "two-1")
        told()
        forget("one")
        assert told() == []

    def test_watches_of_a_gateway_that_died(self, redis_client, forget, viewer):
        redis_client.sadd(presence.FRONTS, viewer)
        assert forget(viewer) == 1
        keys = presence.watched_key(UID), presence.front_watched_key(viewer)
        assert not redis_client.exists(*keys)
        assert not redis_client.sismember(presence.FRONTS, viewer)

    def test_when_the_user_was_there_last(self, redis_client, bind, unbind, forget):
        assert deliver.last_seen(Servers([redis_client]), [UID]) == {}
        bind("one", "one-1")
        bind("one", "one-2")
        unbind("one", "one-1", last=0)
        assert deliver.last_seen(Servers([redis_client]), [UID]) == {}
        now = int(redis_client.time()[0])
        unbind("one", "one-2")
        assert now <= deliver.last_seen(Servers([redis_client]), [UID])[UID] <= now + 60
        redis_client.delete(presence.seen_key(UID))
        bind("one", "one-1")
        forget("one")
        assert now <= deliver.last_seen(Servers([redis_client]), [UID, UID + 1])[UID] <= now + 60
