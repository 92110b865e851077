"""After a commit the broker, Redis or both may be away.

Nothing that is stored is lost, and the worker continues.
"""

import json
import sys
import time

import pytest
import redis
from kombu import pools
from sqlalchemy import select

from models import Outbox, User
from push.pushes import AddFriend
from push.servers import Servers
from tasks import app
from tasks.jobs import job, periodic, queued
from tasks.rpc import followups, load, outgoing
from tasks.rpc.context import Ctx
from tasks.shared.sessions import CLOSE
from tests.factories import make_user

NOWHERE = "redis://127.0.0.1:1/0"


def changes(ctx: Ctx) -> None:
    """Store something, and ask for everything that can follow a commit."""
    user = make_user(ctx.db)
    ctx.notify(user.uid, AddFriend(uid=1))
    ctx.later(CLOSE, sids=[7])
    ctx.afterwards(lambda: "asked", lambda last, answer: last.later(CLOSE, sids=[answer]))


@pytest.fixture(autouse=True)
def loaded():
    load()


@pytest.fixture(params=["broker", "redis", "both"])
def away(request, monkeypatch, redis_client):
    """Servers that do not answer to this process."""
    if request.param != "redis":
        pool = pools.producers[app.connection_for_write(NOWHERE)]
        monkeypatch.setattr(app.amqp, "_producer_pool", pool)
    if request.param != "broker":
        nobody = redis.Redis.from_url(NOWHERE)
        for module in (outgoing, queued):
            monkeypatch.setattr(module, "servers", lambda: Servers([nobody]))
        monkeypatch.setattr(sys.modules["tasks.jobs.periodic"], "client", lambda: nobody)
    return request.param


@pytest.fixture
def named(monkeypatch):
    """Jobs of a test are forgotten after it."""
    monkeypatch.setattr(followups, "jobs", dict(followups.jobs))
    before = set(app.tasks)
    yield
    for name in set(app.tasks) - before:
        del app.tasks[name]


def task_of(function) -> str:
    return f"{function.__module__.removeprefix('tasks.')}.{function.__name__}"


def left(parallel) -> list[list]:
    """The sessions that stored jobs are to close."""
    with parallel.database() as session:
        rows = session.scalars(select(Outbox).order_by(Outbox.id)).all()
        assert {row.task for row in rows} <= {"jobs.sessions.close"}
        return [row.args["sids"] for row in rows]


def users(parallel) -> int:
    with parallel.database() as session:
        return len(session.scalars(select(User.uid)).all())


def test_of_a_call(away, declare, respond, parallel, capfd):
    """Its reply, its pushes, its jobs and its after-commit step."""
    task = app.tasks["debug.echo"]
    outcome = respond(declare(changes))
    assert outcome.reply.errno == 0
    task.on_success(outcome, "an-id", (), {})
    assert left(parallel) == [[7], ["asked"]]
    assert users(parallel) == 1
    told = "".join(capfd.readouterr())
    assert told.count("job not queued") == (2 if away != "redis" else 0)
    assert told.count("replies or pushes not published") == (1 if away != "broker" else 0)


def test_of_a_queued_job(away, named, parallel, own_connections, capfd):
    """It is done once; the sweep of the outbox does its follow-ups."""
    job()(changes)
    name = task_of(changes)
    with parallel.database() as session:
        stored = Outbox.add(session, name, {}, int(time.time()))
    app.tasks[name].run(stored)
    assert left(parallel) == [[7], ["asked"]]
    assert users(parallel) == 1
    app.tasks[name].run(stored)
    assert users(parallel) == 1
    told = "".join(capfd.readouterr())
    assert told.count("replies or pushes not published") == (1 if away != "broker" else 0)
    assert told.count("job not queued") == (2 if away != "redis" else 0)


def test_of_a_periodic_job(away, named, parallel, own_connections, capfd):
    """Without Redis there is no lease, so another worker may run it: it waits for its next time."""
    runs = []

    def tick(ctx: Ctx) -> int:
        runs.append(1)
        changes(ctx)
        return 1

    periodic(tick)
    app.tasks[task_of(tick)].run()
    told = "".join(capfd.readouterr())
    if away == "broker":
        assert left(parallel) == [[7], ["asked"]]
        assert told.count("job not queued") == 2
    else:
        assert (runs, left(parallel)) == ([], [])
        assert "job not run" in told


def test_a_job_of_an_earlier_release(db, redis_client, capfd):
    """Other jobs run all the same."""
    queued.queue_followup("jobs.sms.send_telegram", 7)
    queued.queue_followup("jobs.sessions.close", 8)
    assert "job unknown" in "".join(capfd.readouterr())
    (message,) = redis_client.lrange("slow", 0, -1)
    assert json.loads(message)["headers"]["id"] == "outbox-8"


def test_of_a_batch_when_the_broker_is_apart(
    declare, respond, redis_client, redis_url, monkeypatch
):
    """What cannot be sent to REDIS_URL is sent with a later trip."""
    outcome = respond(declare(changes))
    nobody = redis.Redis.from_url(NOWHERE)
    with monkeypatch.context() as away:
        away.setattr(outgoing, "servers", lambda: Servers([nobody]))
        outgoing.collect(outcome)
        assert {one[0] for one in outgoing.due()} == {"LPUSH"}  # jobs, to the broker
        assert outgoing.due() == []
    heard = redis.Redis.from_url(redis_url).pubsub(ignore_subscribe_messages=True)
    heard.subscribe("gateway:front")
    assert outgoing.due() == []
    told = None
    while told is None:
        told = heard.get_message(timeout=30)
    assert told["channel"] == b"gateway:front"
    assert outgoing.due() == []
    assert heard.get_message(timeout=0.2) is None
    heard.close()


def test_of_a_step_that_goes_wrong_after_a_commit(named, parallel, own_connections, capfd):
    """The job is done and its follow-ups are queued; the error does not reach the caller."""

    def asks(ctx: Ctx) -> None:
        make_user(ctx.db)

        def ask() -> None:
            raise ConnectionError

        ctx.afterwards(ask, lambda *_: None)

    job()(asks)
    name = task_of(asks)
    with parallel.database() as session:
        stored = Outbox.add(session, name, {}, int(time.time()))
    app.tasks[name].run(stored)
    assert users(parallel) == 1
    assert left(parallel) == []
    assert "answer not recorded" in "".join(capfd.readouterr())
