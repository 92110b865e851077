"""The events for Flower: some successful calls, all others, and counts of the rest."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from kombu.clocks import LamportClock

from tasks import app
from tasks.rpc import celery_events, load
from tasks.rpc.celery_events import CallRequest, Events, PeriodicRequest
from tasks.rpc.celery_task import RpcTask
from tasks.rpc.pipeline import Outcome
from wire import bus
from wire.calls import Origin

ORIGIN = Origin("front", 1, "front-1", 7, 3, False, 0.0, "")


class Clock:
    """A time that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("wire.common_time.now", lambda: clock.now)
    return clock


@pytest.fixture
def heard(clock: Clock) -> Events:
    channel = SimpleNamespace(_get_publish_topics=lambda exchange, key: [f"{exchange}/{key}"])
    connection = SimpleNamespace(default_channel=channel)
    consumer = SimpleNamespace(connection=connection, hostname="worker.1@here")
    return Events(SimpleNamespace(clock=LamportClock(), conf=app.conf), consumer)


def told(heard: Events) -> list[dict[str, Any]]:
    """The events of the next trip."""
    trip: list[Any] = heard.collected()
    return [
        event for _, _, text in trip for event in json.loads(b64decode(json.loads(text)["body"]))
    ]


def end(heard: Events, clock: Clock, errno: int = 0, seconds: float = 0.0, name: str = "a") -> None:
    outcome = Outcome(ORIGIN, bus.Reply(1, errno, b"", 0.0, seconds))
    heard.ended("front-1", name, "(uid=7, parm=2B)", clock.now - seconds, outcome)


def test_of_many_calls_a_few_are_shown_and_all_are_counted(heard: Events, clock: Clock) -> None:
    for _ in range(1000):
        end(heard, clock)
    end(heard, clock, name="b")
    kinds = Counter(event["type"] for event in told(heard))
    shown = celery_events.SHOWN
    assert kinds == {
        "task-received": shown,
        "task-started": shown,
        "task-succeeded": shown,
        "worker-counted": 1,
    }
    for _ in range(2):  # no event is sent twice
        assert told(heard) == []
    clock.now += celery_events.COUNT_SECONDS
    end(heard, clock)
    assert [event["type"] for event in told(heard)][-1] == "task-succeeded"


def test_counts_by_function(heard: Events, clock: Clock) -> None:
    for errno in (0, 5, 7):
        for _ in range(celery_events.SHOWN_SPECIAL + 3):
            end(heard, clock, errno, name=f"a{errno}")
    (counted,) = (event for event in told(heard) if event["type"] == "worker-counted")
    numbers = counted["calls"]
    assert numbers["a0"] == [celery_events.SHOWN_SPECIAL + 3 - celery_events.SHOWN, 0]
    assert (numbers.get("a5", [0, 0])[1], numbers["a7"][1]) == (3, celery_events.SHOWN_SPECIAL + 3)
    assert counted["hostname"] == "worker.1@here"


@pytest.mark.parametrize(("errno", "type_"), [(5, "failed"), (7, "failed"), (3, "succeeded")])
def test_what_went_wrong_is_shown_whatever_else_there_is(
    heard: Events, clock: Clock, errno: int, type_: str
) -> None:
    for _ in range(1000):
        end(heard, clock)
    told(heard)
    end(heard, clock, errno, seconds=celery_events.SLOW_SECONDS)
    last = told(heard)[-1]
    assert last["type"] == f"task-{type_}"
    assert last["exception" if type_ == "failed" else "result"] == f"errno {errno}"
    assert last["runtime"] == celery_events.SLOW_SECONDS


class Eventer:
    """Celery's dispatcher."""

    enabled = True

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def send(self, type_: str, **fields: Any) -> None:
        self.sent.append((type_, fields))


def request(kind: Any, name: str) -> tuple[Any, Eventer]:
    """A message as Celery itself handles it."""
    load()
    app.loader.import_default_modules()
    made, eventer = kind.__new__(kind), Eventer()
    made._eventer, made._task, made.name = eventer, app.tasks[name], name
    made.id, made.time_start = "an-id", 12.5
    made._argsrepr = made._kwargsrepr = ""
    return made, eventer


def test_failures_of_calls_in_other_pools() -> None:
    assert RpcTask.Request == "tasks.rpc.celery_events:CallRequest"
    made, eventer = request(CallRequest, "http.account.login")
    for result in ("errno 0", "errno 7", "errno 5"):
        made.send_event("task-succeeded", result=result, runtime=1.0)
    kinds = [type_ for type_, _ in eventer.sent]
    assert kinds == ["task-succeeded", "task-failed", "task-failed"]
    assert eventer.sent[1][1]["exception"] == "errno 7"


@pytest.mark.parametrize("result", ["None", "0"])
def test_an_empty_run_is_not_in_the_list(result: str) -> None:
    made, eventer = request(PeriodicRequest, "jobs.outbox.sweep")
    made.send_event("task-started")
    made.send_event("task-succeeded", result=result, runtime=0.1)
    assert eventer.sent == []


@pytest.mark.parametrize(
    ("type_", "fields"), [("task-succeeded", {"result": "7"}), ("task-failed", {"exception": "x"})]
)
def test_a_run_that_did_something_is(type_: str, fields: dict[str, Any]) -> None:
    made, eventer = request(PeriodicRequest, "jobs.outbox.sweep")
    made.send_event("task-started")
    made.send_event(type_, **fields)
    assert [kind for kind, _ in eventer.sent] == ["task-received", "task-started", type_]
    assert eventer.sent[0][1]["name"] == "jobs.outbox.sweep"
    assert eventer.sent[1][1]["timestamp"] == 12.5
