"""What a trip sends: only what is on disk, and errno 5 for calls that may not be."""

from __future__ import annotations

import json
from base64 import b64decode
from functools import partial

import pytest
from kombu import pools
from kombu.transport.memory import Transport
from sqlalchemy.exc import OperationalError

from models import Outbox, db
from push.pushes import AddFriend
from push.servers import Servers
from tasks import app
from tasks.rpc import load, outgoing
from tasks.rpc.context import Ctx
from tasks.shared.sessions import CLOSE
from tests.factories import make_user
from wire import bus
from wire.calls import job_message
from wire.types import Cursor


def writes(ctx: Ctx) -> dict[str, int]:
    """Store something, tell somebody, and leave a job."""
    user = make_user(ctx.db)
    ctx.notify(user.uid, AddFriend(uid=1))
    ctx.later(CLOSE, sids=[7])
    return {"uid": user.uid}


def reads(ctx: Ctx) -> None:
    """Store nothing."""


def pages(ctx: Ctx, after: Cursor = 0) -> None:
    """Return numbers that others have stored."""


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    """The broker is in the Redis of REDIS_URL."""
    load()
    monkeypatch.setattr(outgoing, "_piggyback", 0)
    yield
    outgoing.due()


@pytest.fixture
def shared(declare, respond):
    """`shared(last=...)`: two writes that share a flush, with a read before them."""

    def run(*, last: bool = False) -> None:
        outgoing.collect(respond(declare(reads, readonly=True)))
        write = declare(writes, rate="create")
        for number in range(2):
            waits = last and number == 1
            with db.sharing_flushes(partial(bool, not waits)):
                outcome = respond(write, uid=number + 1, cdata=f'"cdata-{number:06}"')
            outgoing.collect(outcome)

    return run


def split(commands):
    """The replies, the words of all commands, and the jobs."""
    items = [item for one in commands if one[0] == "PUBLISH" for item in bus.decode(one[2])]
    replies = [item for item in items if isinstance(item, bus.Reply)]
    jobs = [json.loads(one[2]) for one in commands if one[0] == "LPUSH"]
    return replies, [one[0] for one in commands], jobs


@pytest.mark.parametrize("last", [False, True])
def test_one_flush_and_everything_leaves(shared, monkeypatch, last):
    shared(last=last)
    assert db.unflushed() is not last
    replies, words, jobs = split(outgoing.due())
    assert [one.errno for one in replies] == [0, 0, 0]
    assert words == ["PUBLISH", "EVAL", "LPUSH", "LPUSH"]
    assert len({one["headers"]["id"] for one in jobs}) == 2
    assert not db.unflushed()
    assert outgoing.due() == []


@pytest.mark.parametrize("apart", [False, True])
def test_numbers_are_shown_after_a_flush(declare, respond, monkeypatch, apart):
    """Another worker may have stored them; if the flush fails, nothing is shown."""
    sent = []
    monkeypatch.setattr(Servers, "send", lambda _self, _server, commands: sent.extend(commands))
    take = outgoing.send if apart else outgoing.collect
    take(respond(declare(reads, readonly=True)))
    assert not db.unflushed()
    outcome = respond(declare(pages, readonly=True))
    assert db.unflushed()
    monkeypatch.setattr(db, "flush", lambda: (_ for _ in ()).throw(db.Lost))
    take(outcome)
    replies, _, _ = split([*sent, *outgoing.due()])
    assert [one.errno for one in replies] == [0, 5]


def test_a_failed_flush(shared, monkeypatch, capfd):
    """Errno 5 for all that shared it, and neither push nor job; what needs no flush is answered."""
    shared()

    def fails() -> None:
        raise OperationalError("", {}, Exception())

    with monkeypatch.context() as broken:
        broken.setattr(db, "flush", fails)
        replies, words, _ = split(outgoing.due())
    assert [one.errno for one in replies] == [0, 5, 5]
    assert words == ["PUBLISH"]
    frames = [json.loads(one.frame) for one in replies]
    assert [one.get("cdata") for one in frames] == [None, "cdata-000000", "cdata-000001"]
    assert "commits not brought to disk" in "".join(capfd.readouterr())
    assert outgoing.due() == []


def test_a_resend_after_a_failed_flush_gets_the_stored_reply(declare, respond, monkeypatch):
    write = declare(writes, rate="create")
    with db.sharing_flushes(lambda: True):
        first = respond(write, cdata='"cdata-000000"')
    outgoing.collect(first)
    with monkeypatch.context() as broken:
        broken.setattr(db, "flush", lambda: (_ for _ in ()).throw(db.Lost))
        outgoing.due()
    again = respond(write, cdata='"cdata-000000"', resend=True)
    assert again.reply.frame == first.reply.frame


def test_before_another_company_is_asked_the_change_is_on_disk(declare, respond):
    asked = []

    def pays(ctx: Ctx) -> dict[str, int]:
        """Store, then ask."""
        make_user(ctx.db)
        ctx.afterwards(lambda: asked.append(db.unflushed()), lambda *_: {"n": 1})
        return {"n": 0}

    with db.sharing_flushes(lambda: True):
        outcome = respond(declare(pays))
    assert asked == [False]
    assert json.loads(outcome.reply.frame)["result"] == {"n": 1}


def test_jobs_are_written_as_celery_would(parallel):
    """A worker of stock Celery takes them, too."""
    with parallel.database() as session:
        stored = Outbox.add(session, CLOSE.job, {"sids": [1]}, 0)
    Transport.Channel.queues.clear()
    with app.connection_for_write("memory://") as connection, connection.channel() as channel:
        with pools.producers[connection].acquire() as producer:
            app.tasks[CLOSE.job].apply_async(
                args=(stored,), task_id=f"outbox-{stored}", producer=producer, queue="slow"
            )
        theirs = channel._get("slow")
    ours = json.loads(job_message(CLOSE.job, "slow", f"outbox-{stored}", stored))
    assert json.loads(b64decode(ours["body"])) == json.loads(b64decode(theirs["body"]))
    assert ours["headers"].keys() == theirs["headers"].keys()
    different = {"origin", "shadow", "ignore_result", "queued_at"}
    assert {k: v for k, v in ours["headers"].items() if k not in different} == {
        k: v for k, v in theirs["headers"].items() if k not in different
    }
    assert ours["properties"].keys() <= theirs["properties"].keys()
