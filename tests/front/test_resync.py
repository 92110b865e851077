"""Comparing numbers after a break of the bus, batch by batch, without workers and sockets."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from front import resync
from front.index import Index
from front.resync import TOPICS, USERS, Resync
from tests.e2e.waiting import until
from tests.front.gateway import Gateway, replies

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RETRY_SECONDS", "GRACE_SECONDS", "SPREAD_SECONDS"):
        monkeypatch.setattr(resync, name, 0.01)
    monkeypatch.setattr(resync, "AT_ONCE", 2)


class Parts:
    """Connections, and a worker that knows current numbers."""

    def __init__(self) -> None:
        self.gateway, self.users = Gateway(), Index[Any]()
        self.topics, self.newest = dict[str, set[Any]](), dict[str, int]()
        self.current, self.groups = dict[int, int](), dict[str, int]()
        self.newcomers = dict[Any, int]()
        self.asked: list[tuple[str, list[Any]]] = []
        self.failures, self.lsn = 0, 0
        self.answered = asyncio.Event()
        self.answered.set()
        stand_in: Any = self
        self.resync = Resync(stand_in, stand_in, self.gateway.metrics, self.ready)

    def open(self, uid: int, seq: int, *, legacy: bool = False) -> Any:
        made = self.gateway.open(uid=uid)
        made.seq, made.legacy = seq, legacy
        self.users.add(uid, made)
        return made

    async def ready(self, server: int) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError

    async def run(self, function: str, parm: dict[str, Any], seconds: float) -> Any:
        if self.failures:
            self.failures -= 1
            return 5, "busy", {}
        await self.answered.wait()
        self.asked.append((function, parm["of"]))
        if function == TOPICS:
            return 0, "", {"ahead": [[topic, self.groups[topic]] for topic in parm["of"]]}
        pairs = zip(parm["of"], parm["known"], strict=True)
        found = [[uid, self.current[uid]] for uid, seq in pairs if self.current[uid] > seq]
        return 0, "", {"ahead": found}

    async def compare(self) -> None:
        self.resync.begin(0)
        await self.end()

    async def end(self) -> None:
        running = self.resync._running
        assert running
        await running


def pushed(seq: int, **data: int) -> list[dict[str, Any]]:
    return [{"push": True, "type": "resync", "seq": seq, "data": data}]


async def test_only_those_that_are_behind_hear_of_it() -> None:
    parts = Parts()
    parts.current = {1: 5, 2: 7, 3: 1}
    behind, second, equal = parts.open(1, 4), parts.open(1, 5), parts.open(2, 7)
    ahead = parts.open(3, 2)
    await parts.compare()
    assert replies(behind) == pushed(5)
    assert [replies(one) for one in (second, equal, ahead)] == [[], [], []]


async def test_in_batches() -> None:
    parts = Parts()
    parts.current = dict.fromkeys(range(1, 6), 1)
    for uid in parts.current:
        parts.open(uid, 1)
    await parts.compare()
    assert parts.asked == [(USERS, [1, 2]), (USERS, [3, 4]), (USERS, [5])]


async def test_redis_and_workers_that_are_away_are_asked_again() -> None:
    parts = Parts()
    parts.current, parts.failures = {1: 5}, 4
    behind = parts.open(1, 4)
    await parts.compare()
    assert replies(behind) == pushed(5)


async def test_what_came_meanwhile_is_not_missed() -> None:
    parts = Parts()
    parts.current = {1: 6, 2: 6}
    served, holed = parts.open(1, 4), parts.open(2, 4)
    parts.answered.clear()
    parts.resync.begin(0)
    for seq in (5, 6):
        served.numbered(seq)
    holed.numbered(6)
    parts.answered.set()
    await parts.end()
    assert replies(served) == []
    assert replies(holed) == pushed(6)
    assert (served.told, holed.told) == (None, None)


async def test_old_clients_are_closed_if_they_are_behind() -> None:
    parts = Parts()
    parts.current = {1: 5, 2: 5}
    behind, equal = parts.open(1, 4, legacy=True), parts.open(2, 5, legacy=True)
    await parts.compare()
    assert (behind.close_code, equal.close_code) == (1012, 0)


async def test_watchers_hear_of_their_group() -> None:
    parts = Parts()
    watcher, legacy, other = (
        parts.open(1, 3),
        parts.open(2, 1, legacy=True),
        parts.open(3, 1),
    )
    parts.current = {1: 3, 2: 1, 3: 1}
    parts.topics = {"group:5": {watcher, legacy}}
    parts.newest, parts.groups = {"group:5": 70}, {"group:5": 5}
    await parts.compare()
    assert replies(watcher) == pushed(3, gid=5)
    assert (legacy.close_code, other.close_code, replies(other)) == (1012, 0, [])


async def test_a_break_during_a_comparison_begins_another() -> None:
    parts = Parts()
    parts.current = {1: 5}
    behind = parts.open(1, 5)
    parts.answered.clear()
    parts.resync.begin(0)
    parts.resync.begin(0)
    parts.current = {1: 6}
    parts.answered.set()
    await parts.end()
    assert len(parts.asked) == 2
    assert replies(behind) == pushed(6) * 2


async def test_a_connection_that_ends_meanwhile() -> None:
    parts = Parts()
    parts.current = {1: 5}
    gone = parts.open(1, 4)
    parts.answered.clear()
    parts.resync.begin(0)
    parts.users.remove(1, gone)
    gone.uid = 0
    parts.answered.set()
    await parts.end()
    assert replies(gone) == []


async def test_what_came_during_a_start_is_found() -> None:
    """Its number was read, then it was registered: what came in between was pushed to nobody."""
    parts = Parts()
    parts.current = {1: 5, 2: 7, 3: 9}
    behind, equal, served = parts.open(1, 4), parts.open(2, 7), parts.open(3, 8)
    parts.open(4, 0)  # started long ago
    for one in (behind, equal, served):
        one.told, parts.newcomers[one] = set(), one.seq
    served.numbered(9)
    parts.resync.second()
    await parts.end()
    assert replies(behind) == pushed(5)
    assert (replies(equal), replies(served)) == ([], [])
    assert parts.asked == [(USERS, [1, 2]), (USERS, [3])]
    assert [one.told for one in (behind, equal, served)] == [None] * 3
    parts.resync.second()
    assert len(parts.asked) == 2


async def test_starts_during_a_comparison_wait_for_the_next() -> None:
    parts = Parts()
    parts.current = {1: 5, 2: 6}
    parts.open(1, 5)
    parts.answered.clear()
    parts.resync.begin(0)
    late = parts.open(2, 5)
    late.told, parts.newcomers[late] = set(), 5
    parts.resync.second()
    parts.answered.set()
    await parts.end()
    assert (replies(late), late.told) == ([], set())
    parts.resync.second()
    await parts.end()
    assert replies(late) == pushed(6)


async def test_stopping() -> None:
    parts = Parts()
    parts.current = {1: 5}
    parts.open(1, 4)
    parts.answered.clear()
    parts.resync.begin(0)
    parts.resync.stop()
    running: Any = parts.resync._running
    await until(running.done)
    assert running.cancelled()
