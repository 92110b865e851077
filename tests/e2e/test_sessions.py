"""Session starts, which connection replaces which, and every close code.

Wire contract, "Sessions", "Order and in-flight limit" and "Close codes".
"""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest

from push.presence import LEASE_SECONDS
from tests.e2e.presence import front_of, online
from tests.e2e.waiting import until
from tests.fixtures.client import Client
from tests.fixtures.service import Person, Service
from wire import bus

pytestmark = pytest.mark.e2e

STARTS = ["session.start2", "session.start"]
START_SECONDS = 10


class TestStart:
    async def test_by_frame(self, service: Service) -> None:
        nick = f"小明{time.monotonic_ns()}"
        person = service.make_user(nick=nick)
        async with service.open() as client:
            reply = await client.call("session.start2", sessionid=person.sessionid)
            assert (reply["errno"], reply["error"]) == (0, "no error")
            assert reply["result"]["user"]["uid"] == person.uid
            assert reply["result"]["user"]["nick"] == nick
            await client.ok("event.read", pos=0)

    async def test_old_form(self, service: Service) -> None:
        person = service.make_user()
        async with service.open() as client:
            result = await client.ok("session.start", sessionid=person.sessionid)
            assert (result["uid"], "+86" + result["phone"]) == (person.uid, person.phone)

    @pytest.mark.parametrize("usezlib", [0, 1])
    @pytest.mark.parametrize("cdata", [None, "b-start", "你"])
    async def test_by_url(self, service: Service, usezlib: int, cdata: str | None) -> None:
        person = service.make_user()
        query: dict[str, Any] = {"usezlib": usezlib, "sessionid": person.sessionid}
        query |= {} if cdata is None else {"cdata": cdata}
        async with service.open(**query) as client:
            reply = await client.next()
            assert reply["errno"] == 0
            assert reply["result"]["user"]["uid"] == person.uid
            assert reply.get("cdata") == cdata
            await client.ok("event.read", pos=0)

    async def test_frames_right_behind_the_url_start_wait_for_it(self, service: Service) -> None:
        person = service.make_user()
        async with service.open(sessionid=person.sessionid) as client:
            await client.send("event.read", cdata="early", pos=0)
            assert "user" in (await client.next())["result"]
            assert (await client.next())["cdata"] == "early"

    async def test_frames_behind_the_start_wait_for_it(self, service: Service) -> None:
        """The reply to the start comes first, in whatever order workers answer."""
        person = service.make_user()
        async with service.open() as client:
            await client.send("session.start2", cdata=0, sessionid=person.sessionid)
            for number in range(1, 21):
                await client.send("event.read", cdata=number, pos=0)
            replies = [await client.next() for _ in range(21)]
            assert replies[0]["cdata"] == 0
            assert {reply["cdata"] for reply in replies} == set(range(21))
            assert {reply["errno"] for reply in replies} == {0}

    async def test_a_first_frame_that_is_no_start_is_refused_at_once(
        self, service: Service
    ) -> None:
        person = service.make_user()
        async with service.open() as client:
            await client.send("event.read", cdata=1, pos=0)
            await client.send("session.start2", cdata=2, sessionid=person.sessionid)
            first, second = await client.next(), await client.next()
            assert (first["cdata"], first["errno"], first["result"]) == (1, 1, {})
            assert (second["cdata"], second["errno"]) == (2, 0)

    async def test_frames_behind_a_failing_start_fail_with_it(self, service: Service) -> None:
        async with service.open() as client:
            await client.send("session.start2", cdata=0, sessionid="nobody")
            for number in range(1, 4):
                await client.send("event.read", cdata=number, pos=0)
            replies = [await client.next() for _ in range(4)]
            assert [reply["cdata"] for reply in replies] == [0, 1, 2, 3]
            assert {reply["errno"] for reply in replies} == {1}

    async def test_a_second_start_behind_a_failing_one(self, service: Service) -> None:
        person = service.make_user()
        async with service.open() as client:
            await client.send("session.start2", cdata=0, sessionid="nobody")
            await client.send("session.start2", cdata=1, sessionid=person.sessionid)
            await client.send("event.read", cdata=2, pos=0)
            assert [(await client.next())["errno"] for _ in range(3)] == [1, 0, 0]

    @pytest.mark.parametrize("sessionid", ["", "x" * 65, None, [], 10**400])
    async def test_no_id_at_all(self, service: Service, sessionid: Any) -> None:
        async with service.open() as client:
            reply = await client.call("session.start2", sessionid=sessionid)
            assert (reply["errno"], reply["result"]) == (6, {})

    async def test_starting_again_as_somebody_else(self, service: Service) -> None:
        ming, hong, sender = service.make_user(), service.make_user(), service.make_user()
        async with service.enter(ming) as client, service.enter(sender) as other:
            await client.ok("session.start2", sessionid=hong.sessionid)
            await until(lambda: not online(service, ming))
            await other.ok("message.send", uid=ming.uid, content="for nobody")
            await other.ok("message.send", uid=hong.uid, content="for you")
            assert (await client.push("newmsg"))["message"]["content"] == "for you"
            assert client.inbox == []


class TestStop:
    async def test_ends_presence_and_keeps_the_socket(self, service: Service) -> None:
        person, sender = service.make_user(), service.make_user()
        async with service.enter(person) as client, service.enter(sender) as other:
            await client.ok("session.stop")
            assert (await client.call("event.read", pos=0))["errno"] == 1
            await until(lambda: not online(service, person))
            await other.ok("message.send", uid=person.uid, content="for nobody")
            await client.ok("session.start2", sessionid=person.sessionid)
            assert client.inbox == []


class TestDialects:
    """Distinguished by the shape of `user.friend_list`."""

    @staticmethod
    async def friend_id(client: Client) -> Any:
        (entry,) = (await client.ok("user.friend_list"))["friend_id"]
        return entry

    async def test_by_the_way_of_starting(self, service: Service) -> None:
        person, friend = service.make_user(), service.make_user()
        async with service.enter(person) as client:
            await client.ok("user.add_friend", uid=friend.uid)
            assert await self.friend_id(client) == friend.uid
            await client.ok("session.start", sessionid=person.sessionid)
            assert (await self.friend_id(client))["uid"] == friend.uid
            await client.ok("session.start2", sessionid=person.sessionid)
            assert await self.friend_id(client) == friend.uid
        async with service.open(sessionid=person.sessionid) as client:
            await client.next()
            assert (await self.friend_id(client))["uid"] == friend.uid


class TestConnections:
    async def test_pushes_go_to_all_sessions_of_a_user(self, service: Service) -> None:
        person, sender = service.make_user(), service.make_user()
        second = Person(person.uid, person.phone, *service.make_session(person.uid))
        async with (
            service.enter(person) as a,
            service.enter(second, usezlib=1) as b,
            service.enter(sender) as c,
        ):
            await c.ok("message.send", uid=person.uid, content="to both")
            assert await a.push("newmsg") == await b.push("newmsg")
            await a.ok("message.send", uid=sender.uid, content="from one")
            assert (await b.push("newmsg"))["message"]["content"] == "from one"
            assert a.inbox == []

    async def test_no_push_before_the_reply_to_the_start(self, service: Service) -> None:
        """Somebody sends messages all the time while the receiver connects again and again."""
        person, sender = service.make_user(), service.make_user()
        async with service.enter(sender) as other:
            writing = asyncio.create_task(write_messages(other, person.uid))
            for _ in range(6):
                async with service.open(sessionid=person.sessionid) as client:
                    assert not (await client.next())["push"]
            writing.cancel()


async def write_messages(client: Client, uid: int) -> None:
    while True:
        reply = await client.call("message.send", uid=uid, content="hello")
        await asyncio.sleep(reply["result"].get("retry_after", 0.02))


class TestReplaced:
    """4002: a new connection of the same session."""

    async def test_by_the_same_session(self, service: Service) -> None:
        person = service.make_user()
        async with service.enter(person) as old, service.enter(person) as new:
            assert await old.closed() == 4002
            await new.ok("event.read", pos=0)
            assert online(service, person)

    async def test_by_the_renewed_id(self, service: Service) -> None:
        person = service.make_user()
        async with service.enter(person) as old:
            renewed = await old.ok("session.renew")
            async with service.open(sessionid=renewed["sessionid"]) as new:
                assert (await new.next())["errno"] == 0
                assert await old.closed() == 4002

    async def test_not_by_another_session_of_the_user(self, service: Service) -> None:
        person = service.make_user()
        second = Person(person.uid, person.phone, *service.make_session(person.uid))
        async with service.enter(person) as old, service.enter(second):
            await old.ok("event.read", pos=0)

    async def test_a_chain_of_reconnects_leaves_the_last(self, service: Service) -> None:
        person = service.make_user()
        async with AsyncExitStack() as stack:
            clients = [
                await stack.enter_async_context(service.open(sessionid=person.sessionid))
                for _ in range(6)
            ]
            closed = await asyncio.gather(*(client.closed() for client in clients[:-1]))
            assert set(closed) == {4002}
            await clients[-1].ok("event.read", pos=0)


class TestTooMany:
    async def test_one_more_than_20_closes_the_oldest(self, service: Service) -> None:
        person = service.make_user()
        async with AsyncExitStack() as stack:
            clients = []
            for _ in range(22):
                session = Person(person.uid, person.phone, *service.make_session(person.uid))
                clients.append(await stack.enter_async_context(service.enter(session)))
            assert [await client.closed() for client in clients[:2]] == [4002, 4002]
            for client in clients[2:]:
                await client.ok("event.read", pos=0)


class TestSentAway:
    async def test_4001_for_a_bad_id_in_the_url(self, service: Service) -> None:
        async with service.open(sessionid="nobody", cdata="c") as client:
            reply = await client.next()
            assert (reply["errno"], reply["cdata"], reply["result"]) == (1, "c", {})
            assert await client.closed() == 4001

    async def test_4001_after_five_failed_starts(self, service: Service) -> None:
        async with service.open() as client:
            for number in range(5):
                reply = await client.call("session.start2", sessionid=f"nobody{number}")
                assert reply["errno"] == 1
            assert await client.closed() == 4001

    async def test_4003_without_a_start_in_ten_seconds(self, service: Service) -> None:
        """A socket without a start is closed; one that started, or started and stopped, is not."""
        started = asyncio.get_running_loop().time()
        stopped, kept = service.make_user(), service.make_user()
        async with (
            service.open() as idle,
            service.open() as chatty,
            service.enter(stopped) as was_here,
            service.enter(kept) as here,
        ):
            await was_here.ok("session.stop")
            assert (await chatty.call("session.start2", sessionid="nobody"))["errno"] == 1
            assert await idle.closed(START_SECONDS + 60) == 4003
            assert asyncio.get_running_loop().time() - started >= START_SECONDS - 0.5
            assert await chatty.closed() == 4003
            assert (await was_here.call("event.read", pos=0))["errno"] == 1
            await here.ok("event.read", pos=0)

    async def test_4004_within_a_second_of_revocation(self, service: Service) -> None:
        """Here: a new password ends the other sessions."""
        person = service.make_user()
        second = Person(person.uid, person.phone, *service.make_session(person.uid))
        async with service.enter(person) as here, service.enter(second) as there:
            await here.ok("user.set_password", psw="correct horse battery")
            await here.ok("user.set_password", psw="a better password", old="correct horse battery")
            assert await there.closed() == 4004
            await here.ok("event.read", pos=0)
            async with service.open() as again:
                reply = await again.call("session.start2", sessionid=second.sessionid)
                assert reply["errno"] == 1

    async def test_a_start_that_crosses_the_revocation_is_closed_too(
        self, service: Service
    ) -> None:
        """The gateway hears of the end while a worker, which found the session valid, answers."""
        person = service.make_user()
        (sid,) = service.sql("SELECT sid FROM sessions WHERE uid = :uid", uid=person.uid)[0]
        ended = bus.join([bus.encode(bus.CloseSessions([sid], 4004))])
        service.redis.publish(bus.every_gateway(), ended)
        async with service.open() as client:
            assert (await client.call("session.start2", sessionid=person.sessionid))["errno"] == 0
            assert await client.closed() == 4004
        assert await until(lambda: not online(service, person)) < LEASE_SECONDS


class TestPresence:
    async def test_closing_the_socket_ends_it_at_once(self, service: Service) -> None:
        person = service.make_user()
        async with service.enter(person) as client:
            assert online(service, person)
            client.socket.transport.abort()  # without a closing handshake
            assert await until(lambda: not online(service, person)) < LEASE_SECONDS


class TestTwoGateways:
    """Two processes behind one port: the kernel chooses which one gets a connection."""

    async def enter_elsewhere(
        self, stack: AsyncExitStack, pair: Service, person: Person, front: str
    ) -> Client:
        """A connection on another gateway process than `front`."""
        for _ in range(40):
            client = await stack.enter_async_context(pair.enter(person))
            if front_of(pair, person) != front:
                return client
        raise AssertionError("the kernel never chose the other process")

    async def test_replaced_across_processes(self, pair: Service) -> None:
        person = pair.make_user()
        async with AsyncExitStack() as stack:
            old = await stack.enter_async_context(pair.enter(person))
            front = front_of(pair, person)
            new = await self.enter_elsewhere(stack, pair, person, front)
            assert await old.closed() == 4002
            await new.ok("event.read", pos=0)

    async def test_pushes_find_every_process(self, pair: Service) -> None:
        person, sender = pair.make_user(), pair.make_user()
        async with AsyncExitStack() as stack:
            a = await stack.enter_async_context(pair.enter(person))
            second = Person(person.uid, person.phone, *pair.make_session(person.uid))
            front = front_of(pair, person)
            b = await self.enter_elsewhere(stack, pair, second, front)
            c = await stack.enter_async_context(pair.enter(sender))
            await c.ok("message.send", uid=person.uid, content="to both")
            assert await a.push("newmsg") == await b.push("newmsg")


class TestCrowd:
    async def test_starts_and_watches_of_the_same_moment(self, service: Service) -> None:
        """Workers look them up together; a bad one among them is refused alone."""
        people = [service.make_user() for _ in range(20)]
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(service.open()) for _ in range(25)]
            ids = [one.sessionid for one in people] + [f"unknown-{n}" for n in range(5)]
            starts = zip(clients, ids, strict=True)
            replies = await asyncio.gather(
                *(client.call("session.start2", sessionid=id_) for client, id_ in starts)
            )
            assert [reply["errno"] for reply in replies] == [0] * 20 + [1] * 5
            uids = [reply["result"]["user"]["uid"] for reply in replies[:20]]
            assert uids == [one.uid for one in people]
            assert all(online(service, one) for one in people)
            group = await clients[0].ok("group.create", name="crowd", board="")
            gids = [group["gid"], 999_999_999] * 10
            watches = zip(clients, gids, strict=False)
            replies = await asyncio.gather(
                *(client.call("group.regupdate", gid=gid) for client, gid in watches)
            )
            assert [reply["errno"] for reply in replies] == [0, 3] * 10
            await clients[1].ok("group.addpost", gid=group["gid"], content="hello")
            for client in clients[:20:2]:
                await client.push("newpost")
