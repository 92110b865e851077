"""Watching who goes online and offline, across two gateway processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from tests.e2e.presence import online
from tests.e2e.waiting import until
from tests.fixtures.client import Client
from tests.fixtures.service import NewService, Person, Service

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def pair(new_service: NewService) -> Iterator[Service]:
    """Two gateway processes, and no limits."""
    made = new_service(workers=1, slow=False, WEB_CONCURRENCY="2", RATE_MULTIPLIER="0")
    yield made
    made.stop()


def friends_of(service: Service, me: Person, number: int) -> list[Person]:
    """People who have me as a friend."""
    people = [service.make_user() for _ in range(number)]
    for one in people:
        service.sql(
            "INSERT INTO friends (owner, uid, time) VALUES (:owner, :uid, 1)",
            owner=one.uid,
            uid=me.uid,
        )
    return people


async def tells(client: Client, person: Person, state: int) -> None:
    assert await client.push("online") == {"uid": person.uid, "online": state}


async def states(client: Client, people: Iterable[Person]) -> list[int]:
    lines = (await client.ok("user.online", uid=[one.uid for one in people]))["online"]
    return [line["online"] for line in lines]


async def test_the_first_connection_and_the_last(pair: Service) -> None:
    me = pair.make_user()
    (friend,) = friends_of(pair, me, 1)
    _, second = pair.make_session(friend.uid)
    async with pair.enter(me) as here, pair.enter(pair.make_user()) as stranger:
        for client in (here, stranger):
            await client.ok("user.watch_online", uid=friend.uid)
        async with pair.enter(friend):
            await tells(here, friend, 1)
            async with pair.enter(replace(friend, sessionid=second)):
                assert await states(here, [friend]) == [1]
        await tells(here, friend, 0)
        (line,) = (await here.ok("user.online", uid=friend.uid))["online"]
        assert line["last_time"] > 1
        async with pair.enter(friend) as client:
            await tells(here, friend, 1)
            await client.ok("session.stop")
            await tells(here, friend, 0)
        assert here.inbox == []
        await stranger.ok("group.my")
        assert [frame for frame in stranger.inbox if frame["push"]] == []


async def test_a_new_list_replaces_the_old_one(pair: Service) -> None:
    me = pair.make_user()
    first, second = friends_of(pair, me, 2)
    async with pair.enter(me) as here:
        await here.ok("user.watch_online", uid=first.uid)
        await here.ok("user.watch_online", uid=second.uid)
        async with pair.enter(first), pair.enter(second):
            await tells(here, second, 1)
        await tells(here, second, 0)
        await here.ok("user.watch_online", uid=[])
        async with pair.enter(second):
            assert await states(here, [second]) == [1]
        await until(lambda: not online(pair, second))
        await here.ok("group.my")
        assert [frame for frame in here.inbox if frame["push"]] == []


@pytest.mark.parametrize(
    ("function", "about_me"),
    [("user.del_friend", True), ("user.block", True), ("user.update", False)],
)
async def test_who_does_not_want_it_any_more(pair: Service, function: str, about_me: bool) -> None:
    me = pair.make_user()
    friend, other = friends_of(pair, me, 2)
    async with pair.enter(me) as here, pair.enter(other):
        async with pair.enter(friend) as client:
            await here.ok("user.watch_online", uid=[friend.uid, other.uid])
            await client.ok(function, **({"uid": me.uid} if about_me else {"show_online": 0}))
            await tells(here, friend, 0)
            assert await states(here, [friend, other]) == [1]
        await until(lambda: not online(pair, friend))
        async with pair.enter(friend):
            assert await states(here, [other]) == [1]
        assert here.inbox == []


async def test_a_gateway_that_stops_tells_whom_it_had(new_service: NewService) -> None:
    """Redis keeps nothing of it afterwards."""
    first = new_service(workers=1, slow=False)
    me = first.make_user()
    (friend,) = friends_of(first, me, 1)
    async with first.enter(me) as here:
        await here.ok("user.watch_online", uid=friend.uid)
        # Redis is told without waiting for it.
        await until(lambda: first.redis.exists(f"watched:{friend.uid}"))
    await until(lambda: not first.redis.exists(f"watched:{friend.uid}"))
