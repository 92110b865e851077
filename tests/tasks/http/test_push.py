"""http.push.push"""

import pytest

from push import presence
from tests.factories import make_user

BIG = {"x": "y" * (64 * 1024 - 8)}


@pytest.fixture
def online(redis_client):
    def come(*uids):
        redis_client.set(presence.front_key("f"), "1")
        for uid in uids:
            redis_client.hset(presence.user_key(uid), f"f-{uid}", "f")

    return come


def test_reaches_who_is_online(call, online):
    online(1, 2)
    answer = call("http.push.push", {"uid": [1, 2, 3, 2], "type": "news.v2", "data": {"id": 1}})
    assert answer.result == {"online": 2}
    (push,) = answer.pushes
    assert (push.type, push.data, push.uids) == ("news.v2", {"id": 1}, [1, 2])


def test_one_user(call, online):
    online(7)
    assert call("http.push.push", {"uid": 7, "type": "n", "data": {}}).result == {"online": 1}


def test_nobody_is_online(db, call, redis_client):
    answer = call("http.push.push", {"uid": make_user(db).uid, "type": "n", "data": {}})
    assert answer.result == {"online": 0}
    assert answer.pushes == []


def test_limits(call, redis_client):
    full = {"uid": list(range(1, 501)), "type": "x" * 64, "data": BIG}
    assert call("http.push.push", full).errno == 0
    for parm in (
        {"uid": list(range(1, 502))},
        {"uid": 0},
        {"uid": "x"},
        {"type": ""},
        {"type": "x" * 65},
        {"type": "News"},
        {"type": "news\n"},
        {"data": {"x": BIG["x"] + "y"}},
        {"data": [1]},
        {"data": None},
    ):
        assert call("http.push.push", full | parm).errno == 6, parm


def test_redis_is_away(call, monkeypatch):
    from redis.exceptions import ConnectionError as Away

    from push import deliver

    def away(*_):
        raise Away("gone")

    monkeypatch.setattr(deliver, "online", away)
    assert call("http.push.push", {"uid": 1, "type": "n", "data": {}}).errno == 5
