"""Writes without a cdata that identifies them: delivered several times, they happen once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from devtools.processes import wait_until
from models import Reply, User, prepared
from models import db as database
from tasks.rpc.context import Ctx
from tests import factories
from tests.tasks.rpc.conftest import frame_of
from wire.errors import Busy, Forbidden

MESSAGE = {"front": "front", "call": 1_000_001}
"""The same queue message, whichever worker gets it."""


def make(ctx: Ctx, n: int = 0) -> dict[str, int]:
    """Make a user."""
    return {"uid": factories.make_user(ctx.db).uid}


def make_once(ctx: Ctx, n: int = 0) -> dict[str, int]:
    """Make the only user there is."""
    if ctx.db.scalar(select(User.uid)):
        raise Forbidden("there is one already")
    return make(ctx)


def uids(parallel) -> list[int]:
    with parallel.database() as session:
        return list(session.scalars(select(User.uid)))


def kept(parallel) -> list[tuple]:
    with parallel.database() as session:
        return list(session.execute(select(Reply.errno, Reply.result)))


@pytest.mark.parametrize("cdata", ["", '"short"', "12345678"])
def test_a_message_that_comes_back_is_answered_as_before(parallel, declare, respond, cdata):
    """Its first worker died after the commit."""
    function = declare(make, rate="light")
    first = respond(function, cdata=cdata, **MESSAGE)
    second = respond(function, cdata=cdata, **MESSAGE)
    assert frame_of(first) == frame_of(second)
    assert (first.reply.executed, second.reply.executed) == (True, False)
    assert uids(parallel) == [frame_of(first)["result"]["uid"]]
    assert second.items == []


def test_another_message_is_another_call(parallel, declare, respond):
    function = declare(make, rate="light")
    for origin in (MESSAGE, MESSAGE | {"call": 1_000_002}, MESSAGE | {"front": "other"}):
        assert frame_of(respond(function, **origin))["errno"] == 0
    assert len(uids(parallel)) == 3


def test_what_would_be_refused_the_second_time(parallel, declare, respond):
    """A refusal would be wrong: the call succeeded."""
    function = declare(make_once, rate="light")
    first, second = (respond(function, **MESSAGE) for _ in range(2))
    assert frame_of(first) == frame_of(second)
    assert frame_of(respond(function))["errno"] == Forbidden.errno


def test_a_stopped_worker_commits_nothing_when_it_wakes(parallel, declare, respond):
    """Another worker did its call while it was stopped inside the function."""
    inside, wake, runs = threading.Event(), threading.Event(), []

    def slow(ctx: Ctx) -> dict[str, int]:
        """Make a user; the first worker is stopped before its commit."""
        made = make(ctx)
        ctx.db.flush()
        runs.append(made)
        if len(runs) == 1:
            inside.set()
            assert wake.wait(30)
        return made

    function = declare(slow, rate="light")
    with ThreadPoolExecutor(1) as pool:
        stopped = pool.submit(respond, function, **MESSAGE)
        assert inside.wait(30)
        other = respond(function, **MESSAGE)
        wake.set()
        woken = stopped.result(30)
    assert len(runs) == 2
    assert uids(parallel) == [frame_of(other)["result"]["uid"]]
    assert frame_of(woken) == frame_of(other)
    assert woken.items == []
    assert not woken.reply.executed


def test_what_was_rolled_back_runs_again(parallel, declare, respond):
    failures = [RuntimeError("a bug"), None]

    def fails_once(ctx: Ctx) -> dict[str, int]:
        """Make a user, if nothing goes wrong."""
        made = make(ctx)
        ctx.db.flush()
        if failure := failures.pop(0):
            raise failure
        return made

    function = declare(fails_once, rate="light")
    assert frame_of(respond(function, **MESSAGE))["errno"] == 7
    assert frame_of(respond(function, **MESSAGE))["errno"] == 0
    assert len(uids(parallel)) == 1


@pytest.mark.parametrize("cdata", ["", '"a-tagged-call"'])
def test_a_transaction_that_the_server_ended_runs_again(parallel, declare, respond, cdata):
    """Its worker was stopped for too long, and no other worker did its call."""
    runs: list[int] = []

    def slow(ctx: Ctx) -> dict[str, int]:
        """Make a user; the first time the server ends the transaction meanwhile."""
        made = make(ctx)
        pid = ctx.db.scalar(text("SELECT pg_backend_pid()"))
        runs.append(pid)
        if len(runs) == 1:
            ctx.db.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10ms'"))
            wait_until(lambda: not lives(parallel, pid), 30)
        return made

    reply = frame_of(respond(declare(slow, rate="light"), cdata=cdata, **MESSAGE))
    assert reply["errno"] == 0
    assert len(set(runs)) == 2
    assert uids(parallel) == [reply["result"]["uid"]]


def lives(parallel, pid: int) -> bool:
    """Whether PostgreSQL still has that connection."""
    with parallel.database() as session:
        found = text("SELECT 1 FROM pg_stat_activity WHERE pid = :pid")
        return bool(session.scalar(found, {"pid": pid}))


def test_replies_with_secrets_are_not_kept(parallel, declare, respond):
    """A login's reply has a session id in it; its second worker can only say that it was done."""
    function = declare(make, rate="none", login=False)
    assert not function.replay
    assert frame_of(respond(function, **MESSAGE))["errno"] == 0
    assert frame_of(respond(function, **MESSAGE))["errno"] == Busy.errno
    assert len(uids(parallel)) == 1
    assert kept(parallel) == [(None, None)]


def look(ctx: Ctx) -> None:
    """Read."""
    ctx.db.scalar(select(User.uid))


def look_and_start(ctx: Ctx) -> None:
    """Read, and have nothing to write, like most session starts."""
    look(ctx)


def test_what_writes_nothing_keeps_nothing(parallel, declare, respond):
    reads = declare(look, rate="read", readonly=True)
    starts = declare(look_and_start, starts=True, login=False)
    for function in (reads, starts):
        assert frame_of(respond(function, **MESSAGE))["errno"] == 0
    assert kept(parallel) == []


@pytest.mark.parametrize("cdata", ["", '"a-tagged-call"'])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_connection_that_breaks_at_the_commit(
    parallel, declare, respond, monkeypatch, cdata, after
):
    """Before it or after it: the worker cannot know, and the call is carried out once."""
    run, broken = database.run, []

    def breaking(session, statement, parameters, *shown):
        if "COMMIT" not in statement or broken:
            return run(session, statement, parameters, *shown)
        broken.append(statement)
        if after:
            run(session, statement, parameters, *shown)
        pid = session.connection().connection.dbapi_connection.info.backend_pid
        with parallel.database() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
        return run(session, statement, parameters)

    monkeypatch.setattr(prepared, "run", breaking)
    first = respond(declare(make, rate="light"), cdata=cdata, **MESSAGE)
    assert broken
    assert frame_of(first)["errno"] == 0
    assert uids(parallel) == [frame_of(first)["result"]["uid"]]
    assert first.reply.executed is not after
