"""Jobs that come close together are done in one run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from models import Outbox
from models import db as database
from push import alerts as carriers
from push.alerts import Answer, Outcome
from tasks import app
from tasks.jobs import apns, gathering
from tasks.jobs.gathering import Gathering
from tests.factories import make_device, make_user

ALERT = app.tasks[f"{apns.__name__.removeprefix('tasks.')}.alert"]


class Pause:
    """Stands for the wait of a run: it lasts until `go` is set."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.begun.set()
        assert self.go.wait(20)


@pytest.fixture
def pause(monkeypatch):
    made = Pause()
    monkeypatch.setattr(gathering.time, "sleep", made.sleep)
    return made


@pytest.fixture
def runs(monkeypatch):
    """The alerts of each run."""
    sent = []

    class Recorder:
        def send(self, alerts):
            sent.append(sorted(one.collapse for one in alerts))
            return [Answer(Outcome.SENT)] * len(alerts)

    monkeypatch.setattr(carriers, "sender", Recorder)
    return sent


@pytest.fixture
def stored(parallel):
    """Jobs about three messages: their outbox ids."""
    with parallel.database() as db:
        sender, receiver = make_user(db).uid, make_user(db)
        make_device(db, receiver)
    parallel.calls("message.send", [{"uid": receiver.uid, "content": "a"}] * 3, uid=sender)
    with parallel.database() as db:
        return list(db.scalars(select(Outbox.id).order_by(Outbox.id)))


def test_the_first_does_what_comes_meanwhile(pause):
    jobs = Gathering(1)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(jobs.join, 1)
        assert pause.begun.wait(20)
        assert [jobs.join(2), jobs.join(3)] == [[], []]
        pause.go.set()
        assert first.result() == [1, 2, 3]
    assert jobs.join(4) == [4]


def test_where_nothing_can_come_meanwhile_it_does_not_wait(pause):
    assert Gathering(1).join(1) == [1]
    assert not pause.begun.is_set()


def test_several_alerts_are_one_run(parallel, stored, pause, runs):
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ALERT.run, stored[0])
        assert pause.begun.wait(20)
        for one in stored[1:]:
            ALERT.run(one)
        assert runs == []
        pause.go.set()
        first.result()
    assert [len(one) for one in runs] == [3]
    with parallel.database() as db:
        assert db.scalars(select(Outbox)).all() == []


def test_after_an_error_each_is_due_again(parallel, stored, pause, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("no connection")

    monkeypatch.setattr(type(ALERT), "function", staticmethod(lambda ctx, due: fail()))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ALERT.run, stored[0])
        assert pause.begun.wait(20)
        ALERT.run(stored[1])
        pause.go.set()
        first.result()
    with parallel.database() as db:
        tries = db.execute(select(Outbox.id, Outbox.tries).order_by(Outbox.id)).all()
    assert tries == [(stored[0], 1), (stored[1], 1), (stored[2], 0)]


def test_one_that_another_worker_has_is_left_to_it(parallel, stored, runs):
    with database.transaction() as db:
        assert Outbox.take_out(db, stored[0])
        parallel.run(partial(ALERT.run, stored[0]))
    assert runs == []


def message(*arguments: object) -> Any:
    return SimpleNamespace(payload=[list(arguments), {}, {}])


def test_a_message_for_a_run_that_waits_needs_no_thread(pause, monkeypatch):
    handed: list[object] = []
    done: list[str] = []
    monkeypatch.setattr(gathering, "default", lambda *_: lambda one, *_: handed.append(one))
    job = SimpleNamespace(gathering=Gathering(1))
    handle = gathering.strategy(job, None, None)
    first, unreadable = message(1), SimpleNamespace(payload=None)
    handle(first, None, lambda: done.append("first"), None, [])
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(job.gathering.join, 1)
        assert pause.begun.wait(20)
        handle(message(2), None, lambda: done.append("second"), None, [])
        handle(unreadable, None, lambda: done.append("unreadable"), None, [])
        pause.go.set()
        assert run.result() == [1, 2]
    assert handed == [first, unreadable]
    assert done == ["second"]
