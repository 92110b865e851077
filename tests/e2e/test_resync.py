"""The bus is cut: whoever missed something is told to compare, and nobody else.

Two gateways, of which one is stopped while its subscription is cut: it never gets what
is published then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest

from devtools import processes
from tests.e2e.test_flow import queued, suspended
from tests.e2e.test_sync import Device
from tests.e2e.waiting import until
from tests.fixtures.client import PATIENCE, Client
from tests.fixtures.service import NewService, Person, Program, Service

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def two(new_service: NewService) -> Iterator[Service]:
    service = new_service(slow=False, RATE_MULTIPLIER="0")
    service.add("web.2")
    service.start("web.2")
    # `start` returns when any gateway answers.
    log = service["web.2"].log
    processes.wait_until(lambda: "gateway ready" in log.read_text(), PATIENCE)
    yield service
    service.stop()


def front(service: Service, person: Person) -> str:
    """The gateway on which the person's one connection is."""
    (found,) = service.redis.hvals(f"presence:{person.uid}")
    return str(found)


def program(service: Service, front: str) -> Program:
    """The process with this front guid."""
    webs = [one for name, one in service.programs.items() if name.startswith("web")]
    (found,) = [one for one in webs if f"front={front}" in one.log.read_text()]
    return found


@asynccontextmanager
async def entered(
    service: Service, person: Person, where: str, func: str = "session.start2"
) -> AsyncIterator[Client]:
    """A started connection on this gateway; the system chooses one of two until it is that."""
    while True:
        async with service.enter(person, func=func) as client:
            if front(service, person) == where:
                yield client
                return
        await until(lambda: not service.redis.exists(f"presence:{person.uid}"))


def listeners(service: Service, front: str) -> int:
    ((_, count),) = service.redis.pubsub_numsub(f"gateway:{front}")
    return int(count)


@contextmanager
def deaf(service: Service, front: str, other: str) -> Iterator[None]:
    """One gateway hears nothing; the other one is back on the bus before this begins."""
    stopped = program(service, front)
    stopped.signal(SIGSTOP)
    try:
        service.redis.client_kill_filter(_type="pubsub")
        yield
        assert (listeners(service, front), listeners(service, other)) == (0, 1)
    finally:
        stopped.signal(SIGCONT)


async def test_who_missed_something_hears_of_it_and_nobody_else(two: Service) -> None:
    sender, ming, old, spared, old_spared, watcher = (two.make_user() for _ in range(6))
    async with AsyncExitStack() as stack:
        a = await stack.enter_async_context(two.enter(sender))
        here = front(two, sender)
        (there,) = {str(one) for one in two.redis.smembers("fronts")} - {here}

        async def enter(person: Person, func: str = "session.start2") -> Client:
            return await stack.enter_async_context(entered(two, person, there, func))

        phone, other, reader = await enter(ming), await enter(spared), await enter(watcher)
        legacy, calm = await enter(old, "session.start"), await enter(old_spared, "session.start")
        device = Device()
        for number in range(3):
            await a.ok("message.send", uid=ming.uid, content=str(number))
        await a.ok("message.send", uid=old.uid, content="before")
        await a.ok("message.send", uid=spared.uid, content="before")
        gid = (await a.ok("group.create", name="x", board=""))["gid"]
        for client in (reader, calm):
            await client.ok("group.regupdate", gid=gid)
        await calm.ok("group.unregupdate", gid=gid)
        await device.follow(phone, 3)
        await legacy.push("newmsg")
        await other.push("newmsg")
        with deaf(two, there, here):
            await until(lambda: listeners(two, here) == 1)
            for number in range(3, 5):
                await a.ok("message.send", uid=ming.uid, content=str(number))
            await a.ok("message.send", uid=old.uid, content="missed")
            post = await a.ok("group.addpost", gid=gid, content="missed")
        told = await phone.take(lambda frame: frame.get("type") == "resync", what="resync")
        assert told == {"push": True, "type": "resync", "seq": 5, "data": {}}
        await device.take(phone, told)
        assert device.fetched == 1
        said = [one["message"]["content"] for _, one in device.items.values()]
        assert said == ["0", "1", "2", "3", "4"]
        news = await reader.take(lambda frame: frame.get("type") == "resync", what="resync")
        assert news["data"] == {"gid": gid}
        found = await reader.ok("group.get_new_post", gid=gid, frompos=0)
        assert [one["postid"] for one in found["posts"]] == [post["postid"]]
        assert await legacy.closed() == 1012
        for client in (other, calm):
            await client.ok("debug.echo")
            assert [frame for frame in client.inbox if frame["push"]] == []
        await a.ok("message.send", uid=spared.uid, content="after")
        assert (await other.push("newmsg"))["message"]["content"] == "after"


async def test_who_starts_while_a_message_comes_hears_of_it(two: Service) -> None:
    """The gateway registers the connection after the message was pushed to all whom Redis knew."""
    former, ming, sender = (two.make_user() for _ in range(3))
    async with two.enter(former) as phone:
        there = front(two, former)
        (here,) = {str(one) for one in two.redis.smembers("fronts")} - {there}
        async with entered(two, sender, here) as a:
            with suspended(two):
                await phone.send("session.start2", cdata="start", sessionid=ming.sessionid)
                await until(lambda: queued(two) == 1)
                program(two, there).signal(SIGSTOP)
            try:
                await a.ok("message.send", uid=ming.uid, content="early")
            finally:
                program(two, there).signal(SIGCONT)
        assert (await phone.reply("start"))["result"]["seq"] == 0
        told = await phone.take(lambda frame: frame.get("type") == "resync", what="resync")
        assert told == {"push": True, "type": "resync", "seq": 1, "data": {}}


async def test_a_break_in_which_nothing_was_said_disturbs_nobody(two: Service) -> None:
    ming, old = two.make_user(), two.make_user()
    async with two.enter(ming) as phone, two.enter(old, func="session.start") as legacy:
        logs = [one.log for name, one in two.programs.items() if name.startswith("web")]
        before = [compared(log) for log in logs]
        two.redis.client_kill_filter(_type="pubsub")
        await until(lambda: all(compared(log) > n for log, n in zip(logs, before, strict=True)))
        for client in (phone, legacy):
            await client.ok("debug.echo")
            assert client.inbox == []


def compared(log: Path) -> int:
    """How often this gateway has compared its numbers so far."""
    return log.read_text().count("compared after a break")
