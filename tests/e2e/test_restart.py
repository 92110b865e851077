"""SIGTERM, the usual end of a gateway.

What is in flight is answered, then all clients are sent away and reconnect.
"""

import asyncio
import socket

import psutil
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.load import load
from tests.e2e.test_flow import queued, suspended
from tests.e2e.waiting import until
from tests.fixtures.service import NewService, Service

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("processes", ["1", "2"])
async def test_a_stopping_gateway_answers_first(new_service: NewService, processes: str) -> None:
    service = new_service(slow=False, WEB_CONCURRENCY=processes)
    people = [service.make_user() for _ in range(6)]
    clients = [service.open(usezlib=number % 2) for number in range(len(people))]
    for client, person in zip(clients, people, strict=True):
        await client.__aenter__()
        await client.ok("session.start2", sessionid=person.sessionid)
    with suspended(service):
        for client in clients:
            for number in range(5):
                await client.send("debug.echo", cdata=number, n=number)
        await until(lambda: queued(service) == 5 * len(clients))
        service["web"].ask_to_stop()
        await until(lambda: refuses_connections(service))
    for client in clients:
        for number in range(5):
            assert (await client.reply(number))["result"] == {"n": number}
    assert {await client.closed() for client in clients} == {1012}
    assert await asyncio.to_thread(service["web"].wait) == 0
    assert not any(service.redis.exists(f"presence:{person.uid}") for person in people)
    for client in clients:
        await client.__aexit__()
    service.stop()


def refuses_connections(service: Service) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", service.port)) != 0


async def test_a_rolling_restart_loses_no_call(new_service: NewService) -> None:
    """The old gateway and the new one share the port while clients call, reconnect, resend."""
    service = new_service(slow=False, RATE_MULTIPLIER="0")
    service.add("web.2")
    async with load(service) as calls:
        await asyncio.to_thread(service.start, "web.2")
        service["web"].ask_to_stop()
        assert await asyncio.to_thread(service["web"].wait) == 0
        assert calls.breaks >= 1
        await calls.more(20)
    assert calls.busy == 0
    service.stop()


@pytest.mark.parametrize("processes", [1, 2])
async def test_a_process_is_killed(new_service: NewService, processes: int) -> None:
    """Its parent starts another one, and the counts remain."""
    service = new_service(slow=False, WEB_CONCURRENCY=str(processes))
    for _ in range(8):
        async with service.open() as client:
            await client.ok("debug.echo")
    victim = psutil.Process(service["web"].pid).children()[0]
    await until(lambda: counted(service) == (8, processes))
    victim.kill()
    await until(lambda: not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE)
    await until(lambda: counted(service) == (8, processes))
    service.stop()


async def test_children_follow_a_killed_parent(new_service: NewService) -> None:
    service = new_service(slow=False, WEB_CONCURRENCY="2")
    person = service.make_user()
    parent = psutil.Process(service["web"].pid)
    children = parent.children()
    assert len(children) == 2
    async with service.enter(person) as client:
        parent.kill()
        assert await client.closed() == 1012
    await until(lambda: not any(one.is_running() for one in children))
    service["web"].wait()
    assert refuses_connections(service)
    service.stop()


def counted(service: Service) -> tuple[float, float]:
    """Echoes so far, and living gateway processes."""
    try:
        page = service.http.get("/metrics").text
    except requests.RequestException:  # our connection was to the one that was killed
        return 0, 0
    samples = [
        sample
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name == "backend_gateway_processes" or sample.labels.get("func") == "debug.echo"
    ]
    values = {sample.name: sample.value for sample in samples}
    return values.get("backend_calls_total", 0), values["backend_gateway_processes"]
