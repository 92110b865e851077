"""Calls that do not go through Celery's tracer: which ones, and how they are run."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

import broker
from tasks import app
from tasks.rpc import load, outgoing
from tasks.rpc.celery_task import register_all
from tasks.rpc.inline import Inline
from wire import bus
from wire.calls import LAST_START_SECONDS, OWN_ANSWER_SECONDS, Origin, body
from wire.common_time import now


class NoEvents:
    wanted = False


@pytest.fixture
def replies(monkeypatch: pytest.MonkeyPatch) -> list[bus.Reply]:
    """Records replies instead of sending them."""
    load()
    register_all()
    found: list[bus.Reply] = []
    monkeypatch.setattr(outgoing, "collect", lambda outcome: found.append(outcome.reply))
    monkeypatch.setattr("broker.inline", lambda: True)
    return found


def run(age: float, id_: str = "front-1") -> None:
    """A call with bad parameters, which any worker can answer."""
    events: Any = NoEvents()
    origin = Origin("front", 1, "front-1", 7, 3, False, now() - age, "")
    message = b64encode(body(b'{"uid":"x"}', origin)).decode()
    Inline(app.tasks["user.info2"], events)(id_, message)


def test_a_call_is_answered(replies: list[bus.Reply]) -> None:
    run(age=LAST_START_SECONDS - 1)
    assert [reply.errno for reply in replies] == [6]


@pytest.mark.parametrize("age", [LAST_START_SECONDS + 0.01, OWN_ANSWER_SECONDS, 60])
def test_a_call_that_cannot_be_answered_in_time_is_not_run(
    replies: list[bus.Reply], age: float
) -> None:
    run(age)
    assert replies == []


@pytest.mark.parametrize(
    "message",
    ["密", "not Base64", "e30=", "W10=", b64encode(b'[["{}",[]],{},{}]').decode(), "//4="],
)
def test_a_message_that_holds_no_call(replies: list[bus.Reply], message: str) -> None:
    """It is set aside without a traceback, which would hold what was sent."""
    events: Any = NoEvents()
    with pytest.raises(broker.Unreadable):
        Inline(app.tasks["user.info2"], events)("front-1", message)
    assert replies == []
