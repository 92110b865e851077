"""What jobs run with. For alerts: a recording sender, stored jobs done by hand, people."""

import pytest

from models import Outbox
from push import alerts, presence
from tasks import app
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import make_user
from tests.tasks.jobs.alerting import NOW, Recorder, name_of, stored


@pytest.fixture
def ctx(db, redis_client):
    """What a job is called with, at `NOW`."""
    return Ctx(db, NOBODY, NOW)


@pytest.fixture
def sender(monkeypatch, redis_client):
    recorder = Recorder()
    monkeypatch.setattr(alerts, "sender", lambda: recorder)
    return recorder


@pytest.fixture
def work(db, redis_client):
    """Do the stored jobs with that name, as workers do; returns their number."""

    def run(name="alert", now=NOW):
        rows = [(row.id, row.args) for row in stored(db, name)]
        for id_, arguments in rows:
            if (row := db.get(Outbox, id_)) is None:
                continue  # another job has done it, too
            ctx = Ctx(db, NOBODY, now)
            db.delete(row)
            app.tasks[name_of(name)].function(ctx, **arguments)
            db.flush()
            if ctx.after_commit:
                second = Ctx(db, NOBODY, now)
                ctx.after_commit.record(second, ctx.after_commit.ask())
            db.flush()
            db.expire_all()
        return len(rows)

    return run


@pytest.fixture
def online(redis_client):
    """Let a user have a connection on a gateway, dead or alive."""

    def be(user, front="front", alive=True):
        redis_client.hset(presence.user_key(user.uid), f"{front}-1", front)
        if alive:
            redis_client.set(presence.front_key(front), 1, ex=presence.LEASE_SECONDS)

    return be


@pytest.fixture
def people(db):
    return make_user(db, nick="小明"), make_user(db, nick="小红")


@pytest.fixture
def send(db, call, people):
    def run(content="你好", **parm):
        parm = {"uid": people[1].uid} | ({"content": content} if content else {}) | parm
        answer = call("message.send", parm, uid=people[0].uid, now=NOW)
        assert answer.errno == 0
        return answer

    return run
