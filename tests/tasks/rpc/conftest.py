"""Functions declared for one test, and answered as a worker would."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from front.calls import sealed
from models import db as database
from tasks.rpc.pipeline import Outcome, answer
from tasks.rpc.registry import Rpc, registry, rpc
from tests.fixtures.parallel import Parallel
from wire.calls import Origin

Declare = Callable[..., Rpc]
Answer = Callable[..., Outcome]

_calls = count(1)


@pytest.fixture
def declare() -> Iterator[Declare]:
    """`declare(function, rate=...)`: a function of the protocol until the test ends."""
    before = dict(registry)

    def make(function: Callable[..., Any], **options: Any) -> Rpc:
        rpc(**{"rate": "none"} | options)(function)
        return next(reversed(registry.values()))

    yield make
    registry.clear()
    registry.update(before)


@pytest.fixture
def own_connections(parallel: Parallel, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start without kept connections: those of other tests are to other databases."""
    kept = database._Kept()
    monkeypatch.setattr(database, "_kept", kept)
    yield
    if kept.connection is not None:
        kept.connection.close()


@pytest.fixture
def respond(own_connections: None) -> Answer:
    """Answers a call on a database of the test's own, with everything committed."""

    def respond(function: Rpc, parm: dict[str, Any] | None = None, **origin: Any) -> Outcome:
        values: dict[str, Any] = {
            "front": "front",
            "call": next(_calls),
            "conn": "front-1",
            "uid": 1,
            "sid": 1,
        }
        values |= {"legacy": False, "at": time.time(), "cdata": ""}
        text = sealed(function, json.dumps(parm or {}).encode()).decode()
        return answer(function, text, Origin(**values | origin))

    return respond


def frame_of(outcome: Outcome) -> dict[str, Any]:
    """The reply as the client gets it."""
    frame: dict[str, Any] = json.loads(outcome.reply.frame)
    assert frame["errno"] == outcome.reply.errno
    return frame
