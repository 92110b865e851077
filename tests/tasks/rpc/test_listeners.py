"""Receivers of Celery's signals are called for all calls, also for those that run inline."""

import json
from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest
from celery.signals import task_failure, task_postrun, task_prerun

from tasks import app
from tasks.rpc import listeners, load
from tasks.rpc.celery_task import RpcTask
from tasks.rpc.context import Ctx
from tasks.rpc.inline import Inline
from wire.calls import Origin

SIGNALS = {"prerun": task_prerun, "postrun": task_postrun, "failure": task_failure}
ORIGIN = Origin("front", 1, "front-1", 1, 1, False, 1e12, "", topics=[])


def echoes(ctx: Ctx, n: int) -> dict[str, int]:
    """Give it back."""
    return {"n": n}


def fails(ctx: Ctx, n: int) -> None:
    """Go wrong."""
    raise ZeroDivisionError(n)


@pytest.fixture
def heard():
    """The signals that receivers got, in order: (signal, its arguments)."""
    told: list[tuple[str, dict[str, Any]]] = []
    receivers = {}
    for name, signal in SIGNALS.items():

        def receive(name=name, **about: Any) -> None:
            request = about["sender"].request
            told.append((name, about | {"request_id": request.id}))

        receivers[name] = receive
        signal.connect(receive, weak=False)
    yield told
    for name, signal in SIGNALS.items():
        signal.disconnect(receivers[name])


@pytest.fixture
def run(declare, own_connections, redis_client):
    """Run one message inline, as the batching broker does."""
    load()

    def go(function):
        rpc = declare(function)
        kind = type(rpc.name, (RpcTask,), {"name": rpc.name, "rpc": rpc, "queue_name": "rpc"})
        task = kind()
        task.bind(app)
        message = json.dumps([['{"n":7}', list(ORIGIN)], {}, {}])
        Inline(task, SimpleNamespace(wanted=False))("an-id", b64encode(message.encode()).decode())
        return task

    return go


def test_before_and_after(run, heard):
    task = run(echoes)
    assert [name for name, _ in heard] == ["prerun", "postrun"]
    for _, about in heard:
        assert about["sender"] is about["task"] is task
        assert about["task_id"] == about["request_id"] == "an-id"
        assert about["args"] == ('{"n":7}', list(ORIGIN))
    assert heard[1][1]["retval"].reply.errno == 0
    assert heard[1][1]["state"] == "SUCCESS"
    assert task.request.id is None


def test_a_failure_with_its_exception(run, heard):
    run(fails)
    assert [name for name, _ in heard] == ["prerun", "failure", "postrun"]
    about = heard[1][1]
    assert isinstance(about["exception"], ZeroDivisionError)
    assert about["task_id"] == "an-id"
    assert about["traceback"].tb_next is not None
    assert "ZeroDivisionError: 7" in str(about["einfo"])
    assert heard[2][1]["state"] == "FAILURE"


def test_work_that_raises(heard):
    """A receiver that got the signal of the beginning gets that of the end."""

    def work():
        raise MemoryError

    load()
    task = app.tasks["debug.echo"]
    with pytest.raises(MemoryError):
        listeners.run(task, "an-id", (), work)
    assert [name for name, _ in heard] == ["prerun", "postrun"]
    assert heard[1][1]["state"] == "FAILURE"
    assert task.request.id is None


def test_a_refusal_is_no_failure(run, heard):
    def refuses(ctx: Ctx, n: str) -> None:
        """Take what it does not get."""

    run(refuses)
    assert [name for name, _ in heard] == ["prerun", "postrun"]


def test_a_broken_listener_harms_no_call(run, heard, redis_client):
    def receive(**_: Any) -> None:
        raise RuntimeError

    task_prerun.connect(receive, weak=False)
    try:
        run(echoes)
    finally:
        task_prerun.disconnect(receive)
    assert heard[-1][1]["retval"].reply.errno == 0


def test_nobody_listens(run, monkeypatch):
    """Then nothing is sent, and no request is made."""
    for signal in SIGNALS.values():
        assert not signal.receivers
        monkeypatch.setattr(signal, "send", None)
    monkeypatch.setattr(RpcTask, "push_request", None)
    run(echoes)
    run(fails)
