"""Calls of a batch that ask the database together."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

import broker
from front.calls import sealed
from models import db as database
from tasks.rpc import Asked, Ctx
from tasks.rpc.context import Found
from tasks.rpc.pipeline import answer
from tasks.rpc.registry import Rpc
from tasks.rpc.together import Together
from tests.tasks.rpc.conftest import Declare
from wire.calls import Origin, body


class Looked(msgspec.Struct):
    by: str


def origin(number: int) -> Origin:
    return Origin("front", number, f"front-{number}", number, 1, False, 0.0, "")


class Batch:
    """Calls of one function: the first is run, the others wait behind it."""

    def __init__(self, declare: Declare, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[list[int]] = []
        """The numbers of the calls in each question."""
        self.error: Exception | None = None
        self.waiting: dict[str, str] = {}
        monkeypatch.setattr(broker, "waiting", lambda _: self.waiting.items())
        # Nothing is old, however slow the machine is.
        monkeypatch.setattr("tasks.rpc.together.FRESH_SECONDS", 3600.0)

        def looks(ctx: Ctx, secret: str, number: int = 0) -> Looked:
            """Say who has looked."""
            return Looked(ctx.found or f"alone {secret}")

        looks.__module__ = "tasks.test"
        self.rpc: Rpc = declare(looks, together=self._ask, secret=["secret"])
        self.together = Together(self.rpc)

    def _ask(self, db: Session, calls: Sequence[Asked], now: int) -> list[Any]:
        self.asked.append([one.origin.uid for one in calls])
        if self.error is not None:
            raise self.error
        db.execute(text("SELECT 1"))
        secrets = [one.values["secret"] for one in calls]
        return [None if one == "unknown" else f"together {one}" for one in secrets]

    def parm(self, secret: str, number: object = 1) -> str:
        values = msgspec.json.encode({"secret": secret, "number": number})
        return sealed(self.rpc, values).decode()

    def wait(self, number: int, parm: str) -> None:
        self.waiting[f"front-{number}"] = b64encode(body(parm.encode(), origin(number))).decode()

    def find(self, number: int, parm: str) -> Found | None:
        self.waiting.pop(f"front-{number}", None)
        return self.together.find(f"front-{number}", parm, origin(number))

    def run(self, number: int, parm: str) -> dict[str, Any]:
        """The reply to a call."""
        found = self.find(number, parm)
        outcome = answer(self.rpc, parm, origin(number), found=found)
        reply: dict[str, Any] = msgspec.json.decode(outcome.reply.frame)
        return reply


@pytest.fixture
def batch(own_connections: None, declare: Declare, monkeypatch: pytest.MonkeyPatch) -> Batch:
    return Batch(declare, monkeypatch)


def by(reply: dict[str, Any]) -> str:
    return str(reply["result"]["by"])


def test_one_question_and_each_has_its_own(batch: Batch) -> None:
    parms = {number: batch.parm(f"s{number}") for number in (1, 2, 3)}
    for number in (2, 3):
        batch.wait(number, parms[number])
    assert [by(batch.run(*one)) for one in parms.items()] == [
        "together s1", "together s2", "together s3",
    ]  # fmt: skip
    assert batch.asked == [[1, 2, 3]]


def test_one_alone_asks_for_itself(batch: Batch) -> None:
    assert by(batch.run(1, batch.parm("s1"))) == "alone s1"
    assert batch.asked == []


def test_what_is_not_found_or_refused_is_its_own_affair(batch: Batch) -> None:
    parms = [batch.parm("s0"), batch.parm("unknown"), batch.parm("s2", "x"), batch.parm("s3")]
    parms += ['{"secret":"unsealed","number":1}', batch.parm("s5")]
    for number, parm in enumerate(parms[1:], 1):
        batch.wait(number, parm)
    batch.waiting["front-9"] = "not a call"
    replies = [batch.run(number, parm) for number, parm in enumerate(parms)]
    assert [reply["errno"] for reply in replies] == [0, 0, 6, 0, 6, 0]
    assert [by(replies[number]) for number in (0, 1, 3, 5)] == [
        "together s0", "alone unknown", "together s3", "together s5",
    ]  # fmt: skip
    # Nobody asks again for what was not found: a crowd of bad ids would have all ask for all.
    assert batch.asked == [[0, 1, 3, 5]]


def test_the_first_may_be_the_one_that_is_wrong(batch: Batch) -> None:
    batch.wait(2, batch.parm("s2"))
    batch.wait(3, batch.parm("s3"))
    assert batch.run(1, batch.parm("s1", "x"))["errno"] == 6
    assert by(batch.run(2, batch.parm("s2"))) == "together s2"
    assert batch.asked == [[2, 3]]


def test_a_question_that_fails_leaves_each_alone(batch: Batch) -> None:
    batch.error = RuntimeError("no answer")
    batch.wait(2, batch.parm("s2"))
    assert by(batch.run(1, batch.parm("s1"))) == "alone s1"
    assert by(batch.run(2, batch.parm("s2"))) == "alone s2"
    assert batch.asked == [[1, 2]]


def test_what_is_old_is_asked_again(batch: Batch) -> None:
    for number in (2, 3):
        batch.wait(number, batch.parm(f"s{number}"))
    assert by(batch.run(1, batch.parm("s1"))) == "together s1"
    batch.together._until = 0.0
    assert by(batch.run(2, batch.parm("s2"))) == "together s2"
    assert batch.asked == [[1, 2, 3], [2, 3]]


def test_what_was_read_on_a_lost_connection_is_read_again(batch: Batch) -> None:
    batch.wait(2, batch.parm("s2"))
    assert by(batch.run(1, batch.parm("s1"))) == "together s1"
    connection = database._kept.connection
    assert connection is not None
    database._give_up(connection)
    assert by(batch.run(2, batch.parm("s2"))) == "alone s2"


def test_its_time_is_not_that_of_the_first_alone(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[float] = []
    monkeypatch.setattr(broker, "spent_on_waiting", spent.append)
    ticks = iter(range(100))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(ticks)))
    for number in (2, 3, 4):
        batch.wait(number, batch.parm(f"s{number}"))
    batch.find(1, batch.parm("s1"))
    assert spent == [0.75]
