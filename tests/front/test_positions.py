"""The position that a connection was shown goes with its reads, for the choice of a replica."""

from __future__ import annotations

from typing import Any

import msgspec

from front.connection import Connection
from front.index import Index
from front.sessions import Sessions
from tasks.rpc import load
from tests.front.gateway import Gateway
from wire import bus, frames
from wire.calls import Origin


class Asking(Gateway):
    """A gateway whose calls tests can read."""

    def __init__(self) -> None:
        super().__init__()
        self.origins: list[Origin] = []
        self.users = Index[Any]()
        stand_in: Any = self
        self.calls._sessions = stand_in

    def _send(self, function: Any, parm: bytes, origin: Origin, trace: object) -> None:
        super()._send(function, parm, origin, trace)
        self.origins.append(origin)

    def saw(self, connection: Connection, lsn: int) -> None:
        stand_in: Any = self
        Sessions.saw(stand_in, connection, lsn)

    def member(self, uid: int) -> Connection:
        self.users.add(uid, made := self.open(uid=uid))
        return made

    def ask(self, connection: Connection, name: str, lsn: int = 0, source: str = "") -> int:
        """Make a call that gets this answer; returns the position that was sent with it."""
        request = frames.Request(name, msgspec.Raw(b"{}"))
        self.begin(connection, load()[name], request, legacy=False)
        frame = frames.reply(b"{}", b"", 0)
        call = self.open_calls.popleft()
        self.calls.answer(bus.Reply(call, 0, frame, 0.0, 0.001, lsn=lsn, source=source))
        return self.origins[-1].lsn


async def test_a_reply_is_for_all_of_the_users_connections_here() -> None:
    parts = Asking()
    one, second, other = parts.member(1), parts.member(1), parts.member(2)
    assert parts.ask(one, "message.send", lsn=70) == 0
    parts.ask(one, "message.send", lsn=60)
    assert [each.lsn for each in (one, second, other)] == [70, 70, 0]
    assert parts.ask(second, "message.history") == 70
    assert parts.ask(other, "message.history") == 0


async def test_only_what_a_replica_may_answer_says_what_it_needs() -> None:
    parts = Asking()
    one = parts.member(1)
    one.lsn = 70
    assert [parts.ask(one, name) for name in ("user.info2", "event.sync", "group.join")] == [
        70,
        0,
        0,
    ]


async def test_who_answered_is_counted() -> None:
    parts = Asking()
    one = parts.member(1)
    for source in ("replica", "", "replica", "behind"):
        parts.ask(one, "user.info2", source=source)
    assert parts.metrics.reads == {"replica": 2, "behind": 1}
