"""Users spread over several Redis servers, with the queue on the first of them or apart.

Two gateway processes and two workers. What people do must not depend on whose server is which.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from devtools.embedded import ValkeyServer
from push import presence
from tests.e2e.breakable import kill_server
from tests.e2e.load import Load, load
from tests.e2e.test_monitoring import scrape
from tests.e2e.test_sync import Device
from tests.e2e.waiting import until
from tests.fixtures import servers
from tests.fixtures.client import Client
from tests.fixtures.service import NewService, Person, Service
from wire import bus

pytestmark = pytest.mark.e2e


class Farm:
    """Valkeys of a test's own, and a service whose users are spread over them."""

    def __init__(self, new_service: NewService, folder: Path, number: int, *, apart: bool) -> None:
        register = servers.current().register
        names = [str(one) for one in range(number)] + ["broker"] * apart
        made = [servers.make_valkey(folder / name, register) for name in names]
        for one in made:
            one.start()
        self.apart = apart
        self.valkeys, self._all = made[:number], made
        more = {"CELERY_BROKER_URL": made[-1].url} if apart else {}
        urls = ",".join(one.url for one in self.valkeys)
        self.service: Service = new_service(
            redis_url=urls, workers=2, slow=False, WEB_CONCURRENCY="2", RATE_MULTIPLIER="0", **more
        )
        self.redis = [redis.Redis.from_url(one.url, decode_responses=True) for one in self.valkeys]

    def stop(self) -> None:
        self.service.stop()
        for client in self.redis:
            client.close()
        for one in self._all:
            one.stop()

    def person(self, server: int) -> Person:
        """Somebody of this server."""
        while (made := self.service.make_user()).uid % len(self.valkeys) != server:
            pass
        return made

    def each(self) -> list[Person]:
        """One person of each server."""
        return [self.person(server) for server in range(len(self.valkeys))]

    def has(self, key: str) -> list[bool]:
        """By server whether it has a key."""
        return [bool(one.exists(key)) for one in self.redis]


@pytest.fixture(scope="module", params=[(2, False), (3, True)], ids=["two", "three-and-a-broker"])
def farm(
    request: pytest.FixtureRequest, new_service: NewService, tmp_path_factory: Any
) -> Iterator[Farm]:
    number, apart = request.param
    made = Farm(new_service, tmp_path_factory.mktemp("farm"), number, apart=apart)
    yield made
    made.stop()


async def test_messages_between_all_servers(farm: Farm) -> None:
    people = farm.each()
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(farm.service.enter(one)) for one in people]
        for sender in clients:
            for client, person in zip(clients, people, strict=True):
                if client is not sender:
                    sent = await sender.ok("message.send", uid=person.uid, content="好")
                    assert (await client.push("newmsg"))["message"]["msgid"] == sent["msgid"]
        for server, person in enumerate(people):
            own = [number == server for number in range(len(people))]
            for key in (presence.user_key(person.uid), presence.live_key(person.sid)):
                assert farm.has(key) == own
    health = farm.service.http.get("/health").json()
    assert health["checks"] == {"database": "ok", "queue": "ok", "cache": "ok"}


async def test_a_session_on_another_gateway_replaces_the_first(farm: Farm) -> None:
    for person in farm.each():
        async with AsyncExitStack() as stack:
            former = await stack.enter_async_context(farm.service.enter(person))
            for _ in range(6):  # the system chooses one of two gateways
                client = await stack.enter_async_context(farm.service.enter(person))
                assert await former.closed() == 4002
                former = client
            await former.ok("event.read", pos=0)


async def test_the_end_of_a_session_closes_it_everywhere(farm: Farm) -> None:
    for person in farm.each():
        second = Person(person.uid, person.phone, *farm.service.make_session(person.uid))
        async with farm.service.enter(person) as here, farm.service.enter(second) as there:
            await here.ok("session.revoke_others")
            assert await there.closed() == 4004
            await here.ok("event.read", pos=0)


async def test_who_comes_and_goes(farm: Farm) -> None:
    me, *_ = people = farm.each()
    for friend in people:
        farm.service.sql(
            "INSERT INTO friends (owner, uid, time) VALUES (:owner, :uid, 1)",
            owner=friend.uid,
            uid=me.uid,
        )
    others = people[1:]
    async with farm.service.enter(me) as here:
        await here.ok("user.watch_online", uid=[one.uid for one in others])
        for friend in others:
            async with farm.service.enter(friend):
                assert await here.push("online") == {"uid": friend.uid, "online": 1}
                lines = (await here.ok("user.online", uid=[one.uid for one in others]))["online"]
                assert [one["online"] for one in lines] == [one is friend for one in others]
            assert await here.push("online") == {"uid": friend.uid, "online": 0}
            (line,) = (await here.ok("user.online", uid=friend.uid))["online"]
            assert line["last_time"] > 1
        await here.ok("user.watch_online", uid=[])
        keys = [presence.watched_key(one.uid) for one in others]
        await until(lambda: not any(any(farm.has(key)) for key in keys))


async def test_watchers_of_groups(farm: Farm) -> None:
    """Groups are of all servers, and so are those who watch them."""
    people = farm.each()
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(farm.service.enter(one)) for one in people]
        for _ in range(4):
            gid = (await clients[0].ok("group.create", name="x", board=""))["gid"]
            for client in clients[1:]:
                await client.ok("group.regupdate", gid=gid)
            post = await clients[0].ok("group.addpost", gid=gid, content="好")
            for client in clients[1:]:
                assert (await client.push("newpost"))["post"]["postid"] == post["postid"]
                await client.ok("group.unregupdate", gid=gid)


def test_what_is_counted_is_of_all_servers(farm: Farm) -> None:
    now = scrape(farm.service)
    for server in range(len(farm.valkeys)):
        assert now[f"backend_redis_up server={server}"] == 1


@contextmanager
def killed(valkey: ValkeyServer) -> Iterator[None]:
    kill_server(valkey)
    yield
    valkey.start()


@contextmanager
def hung(valkey: ValkeyServer) -> Iterator[None]:
    assert valkey.pid
    os.killpg(valkey.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(valkey.pid, signal.SIGCONT)


async def all_go_on(calls: Load) -> None:
    """Each caller gets further, whoever is away."""
    goals = [len(one.msgids) + 10 for one in calls.callers]
    await until(
        lambda: all(len(one.msgids) >= n for one, n in zip(calls.callers, goals, strict=True))
    )


async def starts(service: Service, person: Person) -> int:
    async with service.open() as client:
        return int((await client.call("session.start2", sessionid=person.sessionid))["errno"])


async def entered(stack: AsyncExitStack, service: Service, person: Person) -> Client:
    """A started connection, as soon as the gateway that gets it has all servers."""
    while True:
        client = await stack.enter_async_context(service.open())
        if not (await client.call("session.start2", sessionid=person.sessionid))["errno"]:
            return client
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("away", [killed, hung])
async def test_one_is_away_under_load(farm: Farm, away: Callable[[ValkeyServer], Any]) -> None:
    """Those who are connected go on, nothing is lost; only its users' starts wait for it."""
    service, dead = farm.service, 0 if farm.apart else 1
    mine, other = farm.person(dead), farm.person(1 - dead)
    device = Device(page=100)
    async with load(service, callers=4, width=1) as calls, service.open() as client:
        await device.begin(client, calls.receiver)
        with away(farm.valkeys[dead]):
            await all_go_on(calls)
            assert await starts(service, mine) == 5
            assert await starts(service, other) == 0
            health = await asyncio.to_thread(service.http.get, "/health")
            assert (health.status_code, health.json()["checks"]["cache"]) == (200, "partly")
            await all_go_on(calls)
        while await starts(service, mine):
            await asyncio.sleep(0.1)
        await all_go_on(calls)
        for caller in calls.callers:
            caller.finishing = True
        await until(lambda: not any(one.waiting for one in calls.callers))
        await device.follow(client, calls.done)
    assert sorted(one["message"]["msgid"] for _, one in device.items.values()) == sorted(
        msgid for caller in calls.callers for msgid in caller.msgids.values()
    )


async def test_it_comes_up_while_one_is_away(farm: Farm) -> None:
    """A gateway that starts then serves the users of the others, and all when it is back."""
    service, dead = farm.service, len(farm.valkeys) - 1
    mine, other = farm.person(dead), farm.person(0)
    with killed(farm.valkeys[dead]):
        for name in ("web", "worker.1"):
            service[name].stop()
        service.start("web", "worker.1")
        async with service.enter(other) as client:
            await client.ok("message.send", uid=mine.uid, content="later")
        assert await starts(service, mine) == 5
    async with AsyncExitStack() as stack:
        client = await entered(stack, service, mine)
        sender = await entered(stack, service, other)
        sent = await sender.ok("message.send", uid=mine.uid, content="now")
        assert (await client.push("newmsg"))["message"]["msgid"] == sent["msgid"]


async def test_a_gateway_leaves_nothing_behind(farm: Farm) -> None:
    """Of any server it gives up its lease and its entries."""
    people = farm.each()
    async with AsyncExitStack() as stack:
        for person in people:
            await stack.enter_async_context(farm.service.enter(person))
        fronts = set(farm.redis[0].smembers(presence.FRONTS))
        farm.service["web"].stop()
    for client in farm.redis:
        assert not client.exists(*map(presence.user_key, [one.uid for one in people]))
        for front in map(str, fronts):
            assert not client.exists(presence.front_key(front), presence.front_users_key(front))
            assert client.pubsub_numsub(bus.channel(front))[0][1] == 0
    farm.service.start("web")
