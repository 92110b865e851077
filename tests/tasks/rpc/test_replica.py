"""Which reads go to a replica, and which position goes with the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import NotFound
from models import db as database
from models.replica import AWAY, BEHIND, REFUSED, REPLICA, Elsewhere
from push.servers import Servers
from tasks.rpc import load, outgoing
from tasks.rpc.context import Ctx
from tasks.rpc.pipeline import Outcome
from tests.tasks.rpc.conftest import Answer, Declare, frame_of
from wire import bus
from wire.calls import Origin


class Stub:
    """In place of a replica: the same database, or the position that a test sets."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.why = ""

    @contextmanager
    def reading(self, lsn: int) -> Iterator[Session]:
        self.asked.append(lsn)
        if self.why:
            raise Elsewhere(self.why)
        with database.reading() as session:
            session.info["replica"] = True
            yield session


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    made = Stub()
    monkeypatch.setattr(database, "replica", lambda uid: made)
    return made


def looks(ctx: Ctx) -> dict[str, bool]:
    """Return where it runs."""
    return {"replica": "replica" in ctx.db.info}


def finds(ctx: Ctx) -> dict[str, bool]:
    """Read a row that the replica does not have yet."""
    if "replica" in ctx.db.info:
        raise NotFound("post")
    return {"found": True}


def test_a_read_needs_what_its_connection_was_shown(
    declare: Declare, respond: Answer, stub: Stub
) -> None:
    done = respond(declare(looks, readonly=True), lsn=70)
    assert frame_of(done)["result"] == {"replica": True}
    assert (done.reply.source, stub.asked) == (REPLICA, [70])
    assert not database.unflushed()


@pytest.mark.parametrize("why", [AWAY, BEHIND, REFUSED])
def test_else_the_primary_answers(declare: Declare, respond: Answer, stub: Stub, why: str) -> None:
    """Its answer has a position: later reads must not show less."""
    stub.why = why
    done = respond(declare(looks, readonly=True))
    assert frame_of(done)["result"] == {"replica": False}
    assert done.reply.source == why
    assert database.unflushed()


def test_what_the_replica_lacks_may_be_new(declare: Declare, respond: Answer, stub: Stub) -> None:
    done = respond(declare(finds, readonly=True))
    assert frame_of(done)["result"] == {"found": True}
    assert (done.reply.source, len(stub.asked)) == (REFUSED, 1)


@pytest.mark.parametrize(
    ("options", "origin"),
    [
        ({"readonly": True, "primary": True}, {}),
        ({"readonly": True, "internal": True}, {}),
        ({"readonly": True, "login": False}, {}),
        ({"readonly": True, "queue": "slow"}, {}),
        ({"readonly": True}, {"conn": ""}),
        ({}, {}),
    ],
)
def test_others_are_for_the_primary(
    declare: Declare,
    respond: Answer,
    stub: Stub,
    options: dict[str, Any],
    origin: dict[str, Any],
) -> None:
    done = respond(declare(looks, **options), **origin)
    assert frame_of(done)["result"] == {"replica": False}
    assert (done.reply.source, stub.asked) == ("", [])


def test_functions_with_the_newest_are_for_the_primary() -> None:
    """Functions that mark something as read, or return everything that was missed."""
    replicated = {name for name, function in load().items() if function.replicated}
    assert {"user.info2", "message.history", "event.read"} <= replicated
    assert not {"event.sync", "message.read", "message.typing", "session.stop"} & replicated


def positions(sent: object) -> list[int]:
    assert isinstance(sent, bytes)
    return [one.lsn for one in bus.decode(sent) if isinstance(one, bus.Reply | bus.ToUsers)]


def test_replies_and_pushes_say_where_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "position", lambda: 70)
    done = [
        Outcome(Origin("f", 1, "f-1", 1, 1, False, 0.0, ""), bus.Reply(1, 0, b"{}", 0.0, 0.0)),
        Outcome(
            Origin("f", 2, "f-1", 1, 1, False, 0.0, ""),
            bus.Reply(2, 0, b"{}", 0.0, 0.0, source=REPLICA),
        ),
    ]
    done[0].items.append(bus.ToUsers([2], "newmsg", b"{}"))
    nobody = Servers([])
    ((_, _, replies), (*_, pushes)), _ = outgoing._mail(done).send(nobody, piggyback=0)
    assert positions(replies) == [70, 0]
    assert isinstance(pushes, bytes)
    assert positions(bus.join([pushes])) == [70]
