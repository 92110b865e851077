"""user.online, watch_online, and what ends a watch."""

import pytest
import redis

from push import presence
from push.servers import Servers
from tasks.rpc import load
from tests.factories import make_friend, make_user
from wire import bus

FRONT = "front"


@pytest.fixture
def me(db):
    return make_user(db)


@pytest.fixture
def friend(db, me):
    """Somebody who has me as a friend."""
    user = make_user(db)
    make_friend(db, user, me)
    return user


@pytest.fixture
def connect(redis_client):
    redis_client.set(presence.front_key(FRONT), 1)

    def run(user):
        redis_client.hset(presence.user_key(user.uid), f"{FRONT}-1", FRONT)

    return run


def asked(call, me, *users):
    return call("user.online", {"uid": [one.uid for one in users]}, uid=me.uid).result["online"]


def watched(call, me, *uids):
    (effect,) = call("user.watch_online", {"uid": list(uids)}, uid=me.uid).effects
    return effect.uids


class TestOnline:
    def test_here_and_gone(self, db, call, redis_client, me, friend, connect):
        other = make_user(db)
        make_friend(db, other, me)
        assert asked(call, me, other, friend) == [
            {"uid": other.uid, "online": 0},
            {"uid": friend.uid, "online": 0},
        ]
        connect(friend)
        redis_client.set(presence.seen_key(other.uid), 77)
        redis_client.set(presence.seen_key(friend.uid), 77)
        assert asked(call, me, other, friend) == [
            {"uid": other.uid, "online": 0, "last_time": 77},
            {"uid": friend.uid, "online": 1},
        ]

    def test_a_gateway_that_died_does_not_count(self, call, redis_client, me, friend, connect):
        connect(friend)
        redis_client.delete(presence.front_key(FRONT))
        assert asked(call, me, friend) == [{"uid": friend.uid, "online": 0}]

    def test_only_who_has_me_as_a_friend_and_shows_it(self, db, call, me, friend, connect):
        stranger, hidden, mine = (make_user(db) for _ in range(3))
        make_friend(db, hidden, me)
        make_friend(db, me, mine)
        for user in (stranger, hidden, mine, friend, me):
            connect(user)
        call("user.update", {"show_online": 0}, uid=hidden.uid)
        assert asked(call, me, stranger, hidden, mine, friend, me) == [
            {"uid": friend.uid, "online": 1}
        ]
        call("user.update", {"show_online": "1"}, uid=hidden.uid)
        assert len(asked(call, me, hidden)) == 1

    @pytest.mark.parametrize("uid", [[], 10**9, [10**9, 10**9 + 1]])
    def test_nobody(self, call, me, uid):
        assert call("user.online", {"uid": uid}, uid=me.uid).result == {"online": []}

    @pytest.mark.parametrize("uid", [None, 0, "x", list(range(1, 502))])
    def test_bad_ids(self, call, me, uid):
        for function in ("online", "watch_online"):
            assert call(f"user.{function}", {"uid": uid}, uid=me.uid).errno == 6

    def test_redis_is_away(self, call, me, friend, monkeypatch):
        nowhere = redis.Redis.from_url("redis://127.0.0.1:1/0")
        monkeypatch.setattr("tasks.user.presence.servers", lambda: Servers([nowhere]))
        assert call("user.online", {"uid": friend.uid}, uid=me.uid).errno == 5


class TestWatch:
    def test_those_who_show_it(self, db, call, me, friend):
        hidden = make_user(db, show_online=0)
        make_friend(db, hidden, me)
        uids = (make_user(db).uid, friend.uid, hidden.uid, 10**9, friend.uid)
        assert watched(call, me, *uids) == [friend.uid]
        assert watched(call, me) == []

    def test_at_most_200(self, call, me, friend):
        most = range(friend.uid, friend.uid + 200)
        assert watched(call, me, *most) == [friend.uid]
        parm = {"uid": [*most, friend.uid + 200]}
        assert call("user.watch_online", parm, uid=me.uid).errno == 6

    def test_is_done_again_on_another_connection(self):
        """A resend must not get a stored reply: the watch belongs to the connection."""
        assert not load()["user.watch_online"].replay

    def test_what_ends_it(self, call, me, friend):
        def ends(function, by, **parm):
            items = call(function, parm, uid=by.uid).items
            return [item for item in items if isinstance(item, bus.DropOnline)]

        assert ends("user.update", friend, nick="n") == []
        assert ends("user.update", friend, show_online=1) == []
        assert ends("user.update", friend, show_online=0) == [bus.DropOnline(friend.uid, None)]
        assert ends("user.del_friend", friend, uid=me.uid) == [bus.DropOnline(friend.uid, [me.uid])]
        assert ends("user.block", me, uid=[friend.uid]) == [
            bus.DropOnline(me.uid, [friend.uid]),
            bus.DropOnline(friend.uid, [me.uid]),
        ]
