"""The records of one call: log lines, a trace, the report of its failure, a row in Flower."""

import json
from typing import Any

import pytest
import requests

from devtools.ports import free_ports
from tests.e2e.waiting import until
from tests.fixtures.service import NewService, Program, Service
from tests.fixtures.telemetry import Received

pytestmark = pytest.mark.e2e

PASSWORD = "a password of flower"
TEXT = "words that only a friend may read"


@pytest.fixture(scope="module")
def own(new_service: NewService, received: Received) -> Service:
    """A service that traces every call and reports every error."""
    telemetry = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": received.url,
        "OTEL_TRACES_SAMPLER_ARG": "1",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "SENTRY_DSN": received.dsn,
    }
    return new_service(LOG_FORMAT="json", WEB_CONCURRENCY="2", **telemetry)


def lines_of(program: Program, request: str) -> list[dict]:
    lines = map(json.loads, program.log.read_text().splitlines())
    return [line for line in lines if line.get("request") == request]


async def test_one_trace_from_the_frame_to_the_push(own: Service, received: Received) -> None:
    ming, hong = own.make_user(), own.make_user()
    async with own.enter(ming) as client, own.enter(hong) as other:
        await client.ok("message.send", uid=hong.uid, content=TEXT)
        assert (await other.push("newmsg"))["message"]["content"] == TEXT
    wanted = {
        "message.send": "",
        "send rpc": "message.send",
        "wait in rpc": "send rpc",
        "process message.send": "send rpc",
        "WITH": "process message.send",
        "reply": "process message.send",
        "push newmsg": "process message.send",
        "deliver newmsg": "push newmsg",
    }
    await until(lambda: received.trace("message.send").items() >= wanted.items())
    assert any("INTO messages" in text for text in received.statements())
    for secret in (TEXT, ming.phone, hong.phone, ming.sessionid):
        assert not any(secret.encode() in body for body in received.bodies)


async def test_a_job_belongs_to_the_trace_of_the_call_that_left_it(
    own: Service, received: Received
) -> None:
    ming = own.make_user()
    async with own.enter(ming) as client:
        await client.ok("phonebook.upload", phone_list=[{"phone": "13912345678", "name": "x"}])
    await until(lambda: "process jobs.contacts.match_upload" in received.trace("phonebook.upload"))
    assert not any(b"13912345678" in body for body in received.bodies)


async def test_the_id_in_errno_7_names_the_lines_and_the_report_of_that_call(
    own: Service, received: Received
) -> None:
    ming = own.make_user()
    own.sql("ALTER TABLE album_media RENAME TO elsewhere")
    async with own.enter(ming) as client:
        failed = await client.call("album.read", uid=ming.uid)
        assert failed["errno"] == 7
        request = failed["error"].removeprefix("internal error, incident ")
        await until(lambda: lines_of(own["web"], request) and lines_of(own["worker.1"], request))
        (worker,) = lines_of(own["worker.1"], request)
        (gateway,) = lines_of(own["web"], request)
    for line in (worker, gateway):
        said = (line["event"], line["level"], line["func"], line["uid"])
        assert said == ("call failed", "error", "album.read", ming.uid)
    assert "UndefinedTable" in worker["exception"]
    tags = {"process": "worker", "func": "album.read", "request": request}
    await until(lambda: [one for one in received.events if one["tags"] == tags])
    (event,) = (one for one in received.events if one["tags"].get("request") == request)
    assert event["exception"]["values"][-1]["type"] == "ProgrammingError"
    # The next call is another one.
    async with own.enter(ming) as client:
        other = await client.call("album.read", uid=ming.uid)
    assert request not in other["error"]


def ask_flower(port: str, path: str) -> Any:
    """JSON of Flower; {} while it does not listen."""
    try:
        reply = requests.get(f"http://127.0.0.1:{port}{path}", auth=("ops", PASSWORD), timeout=10)
    except requests.ConnectionError:
        return {}
    return reply.json()


async def test_flower_finds_workers_and_counts_what_it_does_not_show(own: Service) -> None:
    """Flower runs before this worker starts, and after the others."""
    port = str(free_ports(1)[0])
    own.add("flower")
    own["flower"].start(own.environment | {"FLOWER_PORT": port, "FLOWER_PASSWORD": PASSWORD})
    await until(lambda: any("worker-slow" in name for name in ask_flower(port, "/api/workers")))
    own["worker.1"].stop()
    own.start("worker.1")
    ming = own.make_user()
    own.sql("ALTER TABLE IF EXISTS album_media RENAME TO elsewhere")
    async with own.enter(ming) as client:
        for _ in range(200):
            await client.ok("debug.echo", word="hello")
        failed = await client.call("album.read", uid=ming.uid)

    def counted() -> bool:
        rows = ask_flower(port, "/workers?json=1")["data"]
        living = [one for one in rows if one["hostname"].startswith("worker.1-") and one["status"]]
        return any(
            one["processed"]
            == one.get("task-received")
            == one.get("task-succeeded", 0) + one.get("task-failed", 0)
            > 200
            for one in living
        )

    await until(counted)
    request = failed["error"].removeprefix("internal error, incident ")
    (shown,) = ask_flower(port, "/api/tasks?state=FAILURE&taskname=album.read").items()
    assert (shown[0], shown[1]["exception"]) == (request, "errno 7")
    assert len(ask_flower(port, "/api/tasks?taskname=debug.echo&limit=1000")) < 200
    own.stop()
