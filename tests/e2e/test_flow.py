"""The order of replies, the limit of calls in flight, the deadline, slow readers.

Wire contract, "Order and in-flight limit", "Close codes".
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.load import ANSWERED
from tests.e2e.locks import locked_messages
from tests.e2e.waiting import until
from tests.fixtures.client import Client
from tests.fixtures.service import NewService, Person, Service

pytestmark = pytest.mark.e2e

DEADLINE = 8.0
IN_FLIGHT = 64


@pytest.fixture(scope="module")
def stoppable(new_service: NewService) -> Iterator[Service]:
    """A service with one worker, which tests may suspend."""
    made = new_service(slow=False, RATE_MULTIPLIER="0")
    yield made
    made.stop()


@contextmanager
def suspended(service: Service) -> Iterator[None]:
    """All workers are suspended in the block."""
    for worker in service.workers:
        worker.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in service.workers:
            worker.signal(signal.SIGCONT)


def queued(service: Service) -> int:
    """Calls of clients that were sent and not answered, without the gateway's own questions."""
    waiting = service.redis.lrange("rpc", 0, -1)
    for key in service.redis.keys("broker:parked:*"):
        waiting += service.redis.hvals(key)
    return sum("http.health" not in one and "http.resync" not in one for one in waiting)


class TestInFlight:
    @pytest.mark.parametrize("usezlib", [0, 1])
    async def test_a_burst_of_100_is_answered_in_full(self, service: Service, usezlib: int) -> None:
        async with service.open(usezlib=usezlib) as client:
            for number in range(100):
                await client.send("debug.echo", cdata=number, n=number)
            for number in range(100):
                reply = await client.reply(number)
                assert (reply["errno"], reply["result"]) == (0, {"n": number})
            assert client.inbox == []

    async def test_64_and_the_others_wait_unread(self, stoppable: Service) -> None:
        async with stoppable.open() as client, stoppable.open() as other:
            with suspended(stoppable):
                for number in range(100):
                    await client.send("debug.echo", cdata=number, n=number)
                await other.send("debug.echo", cdata="other")
                # A gateway whose calls were late before holds some of them.
                await until(lambda: queued(stoppable) + held(stoppable) >= IN_FLIGHT + 1)
                await asyncio.sleep(0.3)  # nothing more may come
                assert queued(stoppable) + held(stoppable) == IN_FLIGHT + 1
            for number in range(100):  # looking took time: some may be late
                reply = await client.reply(number)
                assert reply["errno"] == 5 or reply["result"] == {"n": number}
            await other.reply("other")

    async def test_waiting_behind_a_start_counts(self, stoppable: Service) -> None:
        person = stoppable.make_user()
        async with stoppable.open(sessionid=person.sessionid) as client:
            with suspended(stoppable):
                for number in range(100):
                    await client.send("debug.echo", cdata=number, n=number)
            assert "user" in (await client.next())["result"]
            for number in range(100):
                assert (await client.reply(number))["errno"] == 0


class TestOneOfMany:
    async def test_one_user_on_many_sockets_does_not_fill_the_queue(
        self, stoppable: Service
    ) -> None:
        greedy, modest = stoppable.make_user(), stoppable.make_user()
        async with AsyncExitStack() as stack:
            many = []
            for _ in range(10):
                session = Person(greedy.uid, greedy.phone, *stoppable.make_session(greedy.uid))
                many.append(await stack.enter_async_context(stoppable.enter(session)))
            other = await stack.enter_async_context(stoppable.enter(modest))
            with suspended(stoppable):
                for number in range(40):
                    for client in many:
                        await client.send("event.read", cdata=number, pos=0)
                await until(lambda: gauge(stoppable, "calls_in_flight") == IN_FLIGHT)
                assert queued(stoppable) <= IN_FLIGHT
                await other.send("event.read", cdata="other", pos=0)
                await until(lambda: gauge(stoppable, "calls_in_flight") == IN_FLIGHT + 1)
                # Questions of the gateway may be held, too.
                await until(lambda: queued(stoppable) + held(stoppable) >= IN_FLIGHT + 1)
            # All that took time, so this call may have passed its deadline; the next is answered.
            assert (await other.reply("other"))["errno"] in (0, 5)
            assert (await other.call("event.read", pos=0))["errno"] == 0
            for client in many:
                for number in range(40):
                    assert (await client.reply(number))["errno"] in (0, 5)

    async def test_an_unused_parameter_takes_no_room(self, stoppable: Service) -> None:
        async with stoppable.enter(stoppable.make_user()) as client:
            with suspended(stoppable):
                for number in range(20):
                    await client.send("event.read", cdata=number, pos=0, unused="x" * 100_000)
                await until(lambda: gauge(stoppable, "calls_in_flight") == 20)
                used = [len(one) for one in stoppable.redis.lrange("rpc", 0, -1)]
                assert max(used, default=0) < 3_000
            for number in range(20):
                await client.reply(number)


def held(service: Service) -> float:
    return gauge(service, "calls_held")


class TestDeadline:
    async def test_no_worker_errno_5_in_time(self, stoppable: Service) -> None:
        """The caller resends on the same connection; the call is done once in any case."""
        sender, receiver = stoppable.make_user(), stoppable.make_user()
        async with stoppable.enter(sender) as client:
            with suspended(stoppable):
                sent = time.monotonic()
                call = {"cdata": "resent-0001", "uid": receiver.uid, "content": "once"}
                first = await client.call("message.send", **call)
                waited = time.monotonic() - sent
                await client.send("message.send", **call)
            assert (first["errno"], first["result"], first["cdata"]) == (5, {}, "resent-0001")
            assert DEADLINE - 2 < waited < ANSWERED
            second = await client.reply("resent-0001")
            assert second["errno"] == 0
        assert messages(stoppable, receiver.uid) == [second["result"]["msgid"]]

    async def test_a_slow_call_is_told_5_and_its_resend_the_truth(self, service: Service) -> None:
        """The first hangs at a locked table for longer than its deadline, and then finishes."""
        sender, receiver = service.make_user(), service.make_user()
        call = {"cdata": "slow-000001", "uid": receiver.uid, "content": "once"}
        async with service.enter(sender) as client:
            with locked_messages(service):
                assert (await client.call("message.send", **call))["errno"] == 5
                await client.send("message.send", **call)
            reply = await client.reply("slow-000001")
            assert reply["errno"] == 0
            assert messages(service, receiver.uid) == [reply["result"]["msgid"]]


def messages(service: Service, toid: int) -> list[int]:
    rows = service.sql("SELECT msgid FROM messages WHERE toid = :toid ORDER BY msgid", toid=toid)
    return [row.msgid for row in rows]


class TestSlowReader:
    async def test_cut_with_4008_while_others_go_on(self, stoppable: Service) -> None:
        someone = stoppable.make_user()
        async with reader(stoppable) as slow, stoppable.enter(someone) as other:
            await fill(stoppable, slow)
            await until(lambda: not gauge(stoppable, "slow_connections"))
            assert (await other.ok("debug.echo", a=1)) == {"a": 1}
            slow.start_reading()
            assert await slow.closed() == 4008

    async def test_far_too_much_is_cut_at_once(self, stoppable: Service) -> None:
        async with reader(stoppable) as slow:
            for _ in range(6 * IN_FLIGHT):
                await slow.send("tools.read_data")
            await until(lambda: gauge(stoppable, "slow_connections"), step=0.02)
            await until(lambda: not gauge(stoppable, "slow_connections"))


@asynccontextmanager
async def reader(service: Service) -> AsyncIterator[Client]:
    """Somebody who has a lot of data to read and reads nothing."""
    person = service.make_user()
    async with service.enter(person) as client:
        await client.ok("tools.save_data", text="x" * 64_000)
    async with Client(service.ws, reads=False, sessionid=person.sessionid) as client:
        yield client


async def fill(service: Service, client: Client) -> None:
    """Let replies collect until the gateway holds a little more than is allowed."""
    since = 0.0
    while not since or time.monotonic() - since < 1.5:
        if not gauge(service, "slow_connections"):
            since = 0.0
            for _ in range(4):
                await client.send("tools.read_data")
            await until(lambda: not gauge(service, "calls_in_flight"), step=0.01)
        elif not since:
            since = time.monotonic()


def gauge(service: Service, name: str) -> float:
    page = service.http.get("/metrics").text
    families = {family.name: family for family in text_string_to_metric_families(page)}
    return families[f"backend_{name}"].samples[0].value
