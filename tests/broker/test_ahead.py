"""What a worker knows of the messages behind the one that it runs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

import broker
from broker.holdings import holdings


@pytest.fixture
def line() -> Iterator[None]:
    holdings.renew()
    yield
    holdings.renew()


def put(task: str, id_: str, *, trace: str = "", kills: int = 0, argsrepr: str = "") -> None:
    headers = {"task": task, "id": id_, "argsrepr": argsrepr}
    if trace:
        headers["traceparent"] = trace
    message = msgspec.json.encode({"headers": headers, "body": f"body of {id_}"})
    holdings.take("rpc", message, kills)


@pytest.mark.usefixtures("line")
def test_those_of_the_task_in_their_order() -> None:
    put("session.start2", "1")
    put("user.info2", "2", argsrepr='"session.start2"')
    put("session.start", "3")
    holdings.take("rpc", b'no message, but "session.start2"', 0)
    holdings.take("rpc", b'{"headers": 7, "body": "session.start2", "x": "session.start2"}', 0)
    put("session.start2", "4", trace="00-1-2-01")
    put("session.start2", "5", kills=1)
    put("session.start2", "6")
    assert list(broker.waiting("session.start2")) == [("1", "body of 1"), ("6", "body of 6")]
    holdings.start()
    assert list(broker.waiting("session.start2")) == [("6", "body of 6")]
    assert list(broker.waiting("group.regupdate")) == []


@pytest.mark.usefixtures("line")
def test_time_for_others_does_not_make_the_next_batch_small() -> None:
    for _ in range(1000):
        holdings.took(0.001)
    most = holdings.most()
    broker.spent_on_waiting(0.1)
    holdings.took(0.101)
    assert holdings.most() == most
    holdings.took(0.101)
    assert holdings.most() < most
