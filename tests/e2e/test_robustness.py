"""Parts that die under load: the service recovers by itself, and no call is done twice.

Processes are started again by the tests, as the platform would; nothing else is done by hand.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Iterator

import pytest

from push import presence
from tests.e2e.breakable import BreakableService, kill_server
from tests.e2e.load import ANSWERED, load
from tests.e2e.locks import locked_messages, waits_for_a_lock
from tests.e2e.presence import front_of, online
from tests.e2e.waiting import until
from tests.fixtures.service import NewService, Service

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

CHAOS_SECONDS = float(os.environ.get("CHAOS_SECONDS", "8"))


@pytest.fixture(scope="module")
def whole(new_service: NewService) -> Iterator[BreakableService]:
    with BreakableService(new_service, workers=2, slow=False, RATE_MULTIPLIER="0") as made:
        yield made


@pytest.fixture
def service(whole: BreakableService) -> Service:
    return whole.service


async def restart(service: Service, *names: str) -> None:
    await asyncio.to_thread(service.start, *names)


class TestWorkers:
    async def test_one_of_two_is_killed(self, service: Service) -> None:
        """The other one continues; calls that the killed one had get errno 5 and are resent."""
        async with load(service) as calls:
            service["worker.1"].kill()
            await calls.more(20)
            await restart(service, "worker.1")
            await calls.more(20)
        assert calls.slowest < ANSWERED
        assert calls.breaks == 0

    async def test_all_are_killed(self, service: Service) -> None:
        async with load(service) as calls:
            for worker in service.workers:
                worker.signal(signal.SIGKILL)
            for worker in service.workers:
                worker.kill()
            await until(lambda: calls.busy >= 1)
            await restart(service, "worker.1", "worker.2")
            await calls.more(20)
        assert calls.slowest < ANSWERED
        assert calls.breaks == 0

    async def test_a_random_one_is_killed_every_two_seconds(self, service: Service) -> None:
        """For CHAOS_SECONDS: every write is done once, and every call is answered."""
        end = time.monotonic() + CHAOS_SECONDS
        async with load(service, callers=6) as calls:
            while time.monotonic() < end:
                name = random.choice(["worker.1", "worker.2"])
                service[name].kill()
                await restart(service, name)
                await asyncio.sleep(2)
            await calls.more(20)
        print(f"{calls.done} writes, {calls.busy} times errno 5, slowest {calls.slowest:.1f} s")
        assert calls.slowest < ANSWERED
        assert calls.breaks == 0


class TestGateway:
    async def test_is_killed(self, service: Service) -> None:
        """Clients connect to the new one; whoever does not is offline after the lease."""
        gone = service.make_user()
        async with service.enter(gone):
            front = front_of(service, gone)
            async with load(service) as calls:
                service["web"].kill()
                await restart(service, "web")
                await calls.more(20)
            assert calls.breaks >= len(calls.callers)
            await until(lambda: not service.redis.exists(presence.front_key(front)))


class TestServers:
    async def test_redis_is_killed_and_comes_back_empty(
        self, whole: BreakableService, service: Service
    ) -> None:
        """No socket is closed; gateways write presence again, so pushes arrive again."""
        person, sender = service.make_user(), service.make_user()
        async with service.enter(person) as client, service.enter(sender) as other:
            async with load(service) as calls:
                kill_server(whole.valkey)
                await until(lambda: calls.busy >= len(calls.callers))
                await asyncio.to_thread(whole.valkey.start)
                await calls.more(20)
            assert calls.breaks == 0
            assert calls.slowest < ANSWERED
            await until(lambda: online(service, person))
            sent = await other.ok("message.send", uid=person.uid, content="back again")
            assert (await client.push("newmsg"))["message"]["msgid"] == sent["msgid"]
            await until(service.healthy)

    async def test_what_a_worker_has_to_say_outlives_its_connection(self, service: Service) -> None:
        """Reply and push of a call during which all connections to Redis were closed."""
        receiver, sender = service.make_user(), service.make_user()
        async with service.enter(receiver) as other, service.enter(sender) as client:
            with locked_messages(service):
                tag = await client.send("message.send", uid=receiver.uid, content="hello")
                await until(lambda: waits_for_a_lock(service))
                service.redis.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            reply = await client.reply(tag)
            assert reply["errno"] == 0
            assert (await other.push("newmsg"))["message"]["msgid"] == reply["result"]["msgid"]

    async def test_postgresql_is_killed(self, whole: BreakableService, service: Service) -> None:
        async with load(service) as calls:
            kill_server(whole.postgres)
            await until(lambda: calls.busy >= len(calls.callers))
            health = service.http.get("/health")
            assert health.status_code == 503
            assert health.json()["checks"]["database"] == "fail"
            await asyncio.to_thread(whole.postgres.start)
            await calls.more(20)
        assert calls.breaks == 0
        assert calls.slowest < ANSWERED
        await until(service.healthy)
