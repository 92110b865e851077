"""Who on a gateway watches whom."""

import time
from typing import Any

import pytest
from redis.exceptions import ConnectionError as Lost

from front.online import REMEMBERED_SECONDS, OnlineWatches
from push import presence
from wire import bus

WATCHED = presence.front_watched_key("front")


class Viewer:
    """A connection of a user."""

    def __init__(self, uid: int) -> None:
        self.uid, self.online = uid, None


class Redis:
    """Commands that were sent, and their answers."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.error: Exception | None = None

    def send(self, *command: Any) -> Any:
        self.sent.append(command)
        return self

    def add_done_callback(self, heard: Any) -> None:
        heard(self)

    def exception(self) -> Exception | None:
        return self.error

    def told(self) -> list[tuple[Any, ...]]:
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def redis() -> Redis:
    return Redis()


@pytest.fixture
def watches(redis: Redis) -> OnlineWatches:
    stand_in: Any = redis
    return OnlineWatches("front", [stand_in])


@pytest.fixture
def me() -> Any:
    return Viewer(1)


def watch(watches: OnlineWatches, viewer: Any, *uids: int, asked: float = 0.0) -> None:
    watches.replace(viewer, bus.WatchOnline(list(uids), asked or time.time()))


def test_a_list_replaces_the_former(watches: OnlineWatches, redis: Redis, me: Any) -> None:
    watch(watches, me, 7, 8)
    watch(watches, me, 8, 9)
    assert [set(watches.of(uid)) for uid in (7, 8, 9)] == [set(), {me}, {me}]
    assert redis.told() == [
        ("SADD", "watched:7", "front"),
        ("SADD", "watched:8", "front"),
        ("SADD", WATCHED, 7, 8),
        ("SREM", "watched:7", "front"),
        ("SREM", WATCHED, 7),
        ("SADD", "watched:9", "front"),
        ("SADD", WATCHED, 9),
    ]
    watch(watches, me)
    assert me.online is None
    assert list(watches.of(8)) == []


def test_redis_hears_of_the_first_watcher_and_the_last(
    watches: OnlineWatches, redis: Redis, me: Any
) -> None:
    other: Any = Viewer(2)
    watch(watches, me, 7)
    redis.told()
    watch(watches, other, 7)
    watches.forget(me)
    assert redis.told() == []
    watches.forget(other)
    assert redis.told() == [("SREM", "watched:7", "front"), ("SREM", WATCHED, 7)]
    watches.forget(other)
    assert redis.told() == []


def test_the_end_of_some_watches(watches: OnlineWatches, me: Any) -> None:
    other: Any = Viewer(2)
    for viewer in (me, other):
        watch(watches, viewer, 7, 8)
    assert watches.drop(bus.DropOnline(7, [1])) == [me]
    assert (me.online, other.online) == ((8,), (7, 8))
    assert watches.drop(bus.DropOnline(7, None)) == [other]
    assert watches.drop(bus.DropOnline(7, None)) == []


def test_the_reply_to_an_older_call_begins_no_watch_again(watches: OnlineWatches, me: Any) -> None:
    other: Any = Viewer(2)
    before = time.time()
    watches.drop(bus.DropOnline(7, [1]))
    watches.drop(bus.DropOnline(7, [3]))
    watch(watches, me, 7, asked=before)
    watch(watches, other, 7, asked=before)
    assert list(watches.of(7)) == [other]
    watch(watches, me, 7, asked=time.time() + 1)
    assert set(watches.of(7)) == {me, other}
    watches.drop(bus.DropOnline(7, None))
    watch(watches, me, 7, asked=before)
    assert list(watches.of(7)) == []


def test_what_is_over_is_forgotten(
    watches: OnlineWatches, me: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = time.time()
    watches.drop(bus.DropOnline(7, None))
    watches.expire()
    watch(watches, me, 7, asked=before)
    assert list(watches.of(7)) == []
    monkeypatch.setattr(time, "time", lambda: before + REMEMBERED_SECONDS + 1)
    watches.expire()
    watch(watches, me, 7, asked=before)
    assert list(watches.of(7)) == [me]


def test_what_redis_did_not_hear_is_told_again(
    watches: OnlineWatches, redis: Redis, me: Any
) -> None:
    redis.error = Lost("away")
    watch(watches, me, 7)
    redis.told()
    redis.error = None
    watches.beat(0, anew=False)
    told = [("SADD", "watched:7", "front"), ("SADD", WATCHED, 7)]
    assert redis.told() == told
    watches.beat(0, anew=False)
    assert redis.told() == []
    watches.beat(0, anew=True)
    assert redis.told() == told
