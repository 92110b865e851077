"""Devices of two users miss no item, by the client's rule in the protocol document."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from tests.fixtures.client import NUMBERED, Client, Frame
from tests.fixtures.service import Person, Service

pytestmark = pytest.mark.e2e


class Device:
    """A client's view: takes the next number, fetches what it missed, ignores the rest."""

    def __init__(self, page: int = 2) -> None:
        self.page = page
        self.items: dict[int, tuple[str, Any]] = {}
        self.last = 0
        self.fetched = 0
        """How often it had to ask."""

    async def begin(self, client: Client, person: Person) -> None:
        """Start the session and compare."""
        started = await client.ok("session.start2", sessionid=person.sessionid)
        if started["seq"] > self.last:
            await self.fetch(client)

    async def take(self, client: Client, push: Frame) -> None:
        if push["seq"] == self.last + 1:
            self.last += 1
            self.items[self.last] = (push["type"], push["data"])
        elif push["seq"] > self.last:
            await self.fetch(client)

    async def fetch(self, client: Client) -> None:
        more = True
        while more:
            found = await client.ok("event.sync", seq=self.last, count=self.page)
            self.fetched += 1
            assert not found["gap"]
            self.items |= {one["seq"]: (one["type"], one["data"]) for one in found["items"]}
            self.last, more = found["seq"], found["more"]

    async def follow(self, client: Client, number: int) -> None:
        """Take pushes until that number is there."""
        while self.last < number:
            await self.take(client, await client.take(lambda frame: frame.get("type") in NUMBERED))


async def test_a_device_that_was_offline_sees_all_that_the_other_one_saw(service: Service) -> None:
    ming, hong = service.make_user(), service.make_user()
    second = Person(ming.uid, ming.phone, *service.make_session(ming.uid))
    here, away = Device(), Device()
    async with service.open() as phone, service.enter(hong, usezlib=1) as other:
        await here.begin(phone, ming)
        await other.ok("message.send", uid=ming.uid, content="1")
        await phone.ok("message.send", uid=hong.uid, content="2")
        await other.ok("user.add_friend", uid=ming.uid)
        await other.ok("message.send", uid=ming.uid, content="3")
        await here.follow(phone, 4)
        async with service.open(usezlib=1) as tablet:
            await away.begin(tablet, second)
            assert (away.last, away.fetched) == (4, 2)
            await phone.ok("message.send", uid=hong.uid, content="4")
            await away.follow(tablet, 5)
            assert away.fetched == 2
            await here.fetch(phone)
    assert here.items == away.items
    assert [kind for kind, _ in here.items.values()] == [
        "newmsg",
        "newmsg",
        "event",
        "newmsg",
        "newmsg",
    ]


async def test_with_its_own_pushes_a_device_that_misses_nothing_never_asks(
    service: Service,
) -> None:
    ming, hong = service.make_user(), service.make_user()
    here = Device()
    async with service.enter(ming, own_pushes=1) as phone, service.enter(hong) as other:
        sent = (await phone.ok("message.send", uid=hong.uid, content="1"))["msgid"]
        await other.ok("message.send", uid=ming.uid, content="2")
        got = (await other.ok("message.send", uid=ming.uid, content="3"))["msgid"]
        await here.follow(phone, 3)
        await phone.ok("message.mark_read", uid=hong.uid, msgid=got)
        await phone.ok("message.recall", msgid=sent)
        await here.follow(phone, 5)
        kinds = [kind for kind, _ in here.items.values()]
        assert kinds == ["newmsg", "newmsg", "newmsg", "readmsg", "recallmsg"]
        assert here.fetched == 0


async def test_old_starts_get_numbers_too(service: Service) -> None:
    ming, hong = service.make_user(), service.make_user()
    async with service.enter(ming, func="session.start") as old, service.enter(hong) as other:
        for number in (1, 2):
            await other.ok("message.send", uid=ming.uid, content="x")
            push = await old.take(lambda frame: frame.get("type") == "newmsg")
            assert push["seq"] == number


async def test_newest_posts_of_groups_that_the_connection_watches(service: Service) -> None:
    ming, hong = service.make_user(), service.make_user()
    async with service.enter(ming) as watcher, service.enter(hong) as author:
        gid = (await author.ok("group.create", name="x", board=""))["gid"]
        assert (await watcher.ok("event.sync"))["groups"] == {}
        await watcher.ok("group.regupdate", gid=gid)
        posted = await author.ok("group.addpost", gid=gid, content="x")
        assert (await watcher.ok("event.sync"))["groups"] == {str(gid): posted["postid"]}


SENDERS, EACH = 24, 10


async def test_a_phone_that_keeps_leaving_misses_nothing_behind_its_highest_id(
    service: Service,
) -> None:
    """It does not use numbers: it reads on from the highest msgid that it was shown."""
    ming = service.make_user()
    sending = asyncio.create_task(_all_send(service, ming))
    seen: set[int] = set()
    over = False
    while not over:
        over = sending.done()
        async with service.enter(ming, func="session.start") as phone:
            seen |= await _read(phone, max(seen, default=0))
            for _ in range(random.randint(0, 20)):
                await phone.ok("debug.echo")
            pushes = [one for one in phone.inbox if one.get("type") == "newmsg"]
            seen |= {push["data"]["message"]["msgid"] for push in pushes}
    assert seen == await sending


async def _read(phone: Client, after: int) -> set[int]:
    """All messages behind that one."""
    found: set[int] = set()
    page: dict[str, Any] = {"afterid": after}
    while True:
        read = await phone.ok("message.read", **page)
        found |= {one["msgid"] for one in read["message"]}
        if not read.get("more"):
            return found
        page["beforeid"] = min(found)


async def _all_send(service: Service, to: Person) -> set[int]:
    """Send many at once; returns the msgids."""

    async def send() -> set[int]:
        async with service.enter(service.make_user()) as sender:
            sent = [await sender.ok("message.send", uid=to.uid, content="x") for _ in range(EACH)]
        return {one["msgid"] for one in sent}

    return set().union(*await asyncio.gather(*(send() for _ in range(SENDERS))))
