"""Watching groups: who gets `newpost` on which connection, across two gateway processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.e2e.shapes import as_read
from tests.fixtures.client import Client
from tests.fixtures.service import NewService, Person, Service

pytestmark = pytest.mark.e2e

WATCHES = 100


@pytest.fixture(scope="module")
def crowded(new_service: NewService) -> Iterator[Service]:
    """Two gateway processes, two workers, and no limits, for many posts."""
    made = new_service(workers=2, slow=False, WEB_CONCURRENCY="2", RATE_MULTIPLIER="0")
    yield made
    made.stop()


def make_group(service: Service, creator: Person, **columns: int) -> int:
    """A group with its creator as member, its flags given."""
    names = "".join(f", {name}" for name in columns)
    values = "".join(f", :{name}" for name in columns)
    ((gid,),) = service.sql(
        f"INSERT INTO groups (creator, name, time{names}) VALUES (:uid, 'x', 1{values})"
        " RETURNING gid",
        uid=creator.uid,
        **columns,
    )
    enter(service, gid, creator)
    return int(gid)


def enter(service: Service, gid: int, person: Person) -> None:
    service.sql(
        "INSERT INTO group_members (gid, uid, type, time) VALUES (:gid, :uid, 1, 1)",
        gid=gid,
        uid=person.uid,
    )


async def post(client: Client, gid: int, content: str = "好") -> int:
    result = await client.ok("post.add", gid=gid, content=content)
    return int(result["postid"])


async def seen(client: Client) -> list[int]:
    """The postids of the `newpost` pushes that came before the reply to a further call."""
    await client.ok("group.my")
    frames = [frame for frame in client.inbox if frame["push"]]
    client.inbox.clear()
    assert {frame["type"] for frame in frames} <= {"newpost"}
    return [frame["data"]["post"]["postid"] for frame in frames]


async def gets(client: Client, postid: int) -> dict[str, Any]:
    data = await client.push("newpost")
    assert data.keys() == {"post"}
    assert data["post"]["postid"] == postid
    return dict(data["post"])


async def test_every_watching_connection_but_the_sending_one(crowded: Service) -> None:
    author, watcher, other = (crowded.make_user() for _ in range(3))
    gid = make_group(crowded, author)
    _, second = crowded.make_session(author.uid)
    async with (
        crowded.enter(author) as sending,
        crowded.enter(replace(author, sessionid=second)) as tablet,
        crowded.enter(watcher, usezlib=1) as a,
        crowded.enter(crowded.make_user()) as b,
        crowded.enter(other) as stranger,
    ):
        for client in (sending, a, b):
            await client.ok("group.regupdate", gid=gid)
            await client.ok("group.regupdate", gid=gid)
        postid = await post(sending, gid, "大家好")
        for client in (a, b):
            pushed = await gets(client, postid)
            read = await client.ok("group.get_new_post", gid=gid, frompos=postid - 1)
            assert read == {"posts": [as_read(pushed)]}
        for client in (sending, tablet, stranger):
            assert await seen(client) == []


async def test_the_same_session_id_watches_on_its_new_connection_only(crowded: Service) -> None:
    author, watcher = crowded.make_user(), crowded.make_user()
    gid = make_group(crowded, author)
    async with crowded.enter(author) as sending:
        async with crowded.enter(watcher) as client:
            await client.ok("group.regupdate", gid=gid)
        async with crowded.enter(watcher) as client:
            await post(sending, gid)
            assert await seen(client) == []
            await client.ok("group.regupdate", gid=gid, cdata="again-001")
            await gets(client, await post(sending, gid))


async def test_several_groups_and_the_end_of_a_watch(crowded: Service) -> None:
    author, watcher = crowded.make_user(), crowded.make_user()
    first, second = make_group(crowded, author), make_group(crowded, author)
    async with crowded.enter(author) as sending, crowded.enter(watcher) as client:
        for gid in (first, second):
            await client.ok("group.regupdate", gid=gid)
        for gid in (first, second):
            await gets(client, await post(sending, gid))
        await client.ok("group.unregupdate", gid=first)
        await post(sending, first)
        await gets(client, await post(sending, second))
        await sending.ok("group.delete", gid=second)
        assert await seen(client) == []


async def test_rights_are_checked_at_each_push(crowded: Service) -> None:
    creator, member = crowded.make_user(), crowded.make_user()
    gid = make_group(crowded, creator)
    enter(crowded, gid, member)
    async with (
        crowded.enter(creator) as sending,
        crowded.enter(member) as inside,
        crowded.enter(crowded.make_user()) as outside,
    ):
        for client in (inside, outside):
            await client.ok("group.regupdate", gid=gid)
        await sending.ok("group.update", gid=gid, only_member_watch=1)
        await gets(inside, await post(sending, gid))
        assert await seen(outside) == []
        await sending.ok("group.remove_member", gid=gid, uid=member.uid)
        await post(sending, gid)
        assert await seen(inside) == []
        await sending.ok("group.update", gid=gid, only_member_watch=0)
        postid = await post(sending, gid)
        for client in (inside, outside):
            await gets(client, postid)


async def test_friends_of_the_author_who_may_read(crowded: Service) -> None:
    author, friend = crowded.make_user(), crowded.make_user()
    crowded.sql(
        "INSERT INTO friends (owner, uid, time) VALUES (:owner, :uid, 1)",
        owner=friend.uid,
        uid=author.uid,
    )
    opened, closed = make_group(crowded, author), make_group(crowded, author, only_member_watch=1)
    async with crowded.enter(author) as sending, crowded.enter(friend) as client:
        postid = await post(sending, opened)
        await gets(client, postid)
        await post(sending, closed)
        assert await seen(client) == []
        await client.ok("group.regupdate", gid=opened)
        postid = await post(sending, opened)
        for _ in range(2):
            await gets(client, postid)


async def test_the_oldest_of_too_many_watches_gives_way(crowded: Service) -> None:
    author, watcher = crowded.make_user(), crowded.make_user()
    gids = [make_group(crowded, author) for _ in range(WATCHES + 1)]
    async with crowded.enter(author) as sending, crowded.enter(watcher) as client:
        for gid in [*gids[:WATCHES], gids[0], gids[WATCHES]]:
            await client.ok("group.regupdate", gid=gid)
        await post(sending, gids[1])
        for gid in (gids[0], gids[2], gids[WATCHES]):
            await gets(client, await post(sending, gid))
        assert await seen(client) == []
