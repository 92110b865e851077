"""Pushes from the bus on their way to sockets."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from front.delivery import Delivery
from front.index import Index
from front.order import HOLD_SECONDS, MOST
from tests.front.gateway import Gateway, replies
from wire import bus, frames

FRAME = frames.push("newmsg", {"id": 1})


class Parts:
    """Connections of users, found as a gateway finds them."""

    def __init__(self) -> None:
        self.gateway, self.users, self.topics = Gateway(), Index[Any](), dict[str, Any]()
        self.newest: dict[str, int] = {}
        self.opened: dict[str, Any] = {}
        stand_in: Any = self
        self.clock = self.gateway.clock
        self.delivery = Delivery(stand_in, stand_in, stand_in, self.gateway.metrics, self.clock)

    def receive(self, item: bus.Message) -> None:
        self.delivery.receive(bus.join([bus.encode(item)]))

    def find(self, guid: str) -> Any:
        return self.opened.get(guid)

    def published(self, topic: str, number: int) -> None:
        self.newest[topic] = max(number, self.newest.get(topic, 0))

    def open(self, uid: int, seq: int = 0) -> Any:
        made = self.gateway.open(uid=uid)
        made.seq = seq
        self.opened[f"c{len(self.opened)}"] = made
        self.users.add(uid, made)
        return made


async def test_every_user_has_a_number_of_their_own() -> None:
    parts = Parts()
    one, other, third = parts.open(1, 6), parts.open(1, 6), parts.open(2, 8)
    parts.receive(bus.ToUsers([1, 2, 3], "newmsg", FRAME, "", [7, 9, 4]))
    push = {"push": True, "type": "newmsg", "seq": 7, "data": {"id": 1}}
    assert replies(one) == replies(other) == [push]
    assert replies(third) == [push | {"seq": 9}]


async def test_the_sending_connection_is_left_out() -> None:
    parts = Parts()
    one, other = parts.open(1, 6), parts.open(1, 6)
    parts.receive(bus.ToUsers([1], "newmsg", FRAME, "c0", [7]))
    assert replies(one) == []
    assert [push["seq"] for push in replies(other)] == [7]


async def test_the_sending_connection_may_want_it() -> None:
    """Then it finds no gap at the number of its own call."""
    parts = Parts()
    one = parts.open(1, 6)
    one.own_pushes = True
    numbered(parts, 7, skip="c0")
    numbered(parts, 8)
    assert seqs(one) == [7, 8]


async def test_without_numbers() -> None:
    parts = Parts()
    one = parts.open(1)
    parts.receive(bus.ToUsers([1], "newmsg", FRAME))
    assert replies(one) == [{"push": True, "type": "newmsg", "data": {"id": 1}}]


def numbered(parts: Parts, *seqs: int, skip: str = "") -> None:
    """Pushes to user 1, in this order."""
    for seq in seqs:
        parts.receive(bus.ToUsers([1], "newmsg", FRAME, skip, [seq]))


def seqs(connection: Any) -> list[int]:
    return [push["seq"] for push in replies(connection)]


@given(st.permutations(range(1, 9)), st.lists(st.integers(0, 8), min_size=1, max_size=3))
async def test_in_the_order_of_numbers(order: list[int], known: list[int]) -> None:
    """In whatever order they come, and from whatever number each connection started."""
    parts = Parts()
    opened = [(parts.open(1, last), last) for last in known]
    numbered(parts, *order)
    for one, last in opened:
        new = [seq for seq in seqs(one) if seq > last]
        assert new == list(range(last + 1, 9))
        assert one.seq == 8


async def test_what_is_missing_is_not_waited_for_long() -> None:
    parts = Parts()
    one = parts.open(1, 3)
    numbered(parts, 7, 5)
    parts.clock.now += HOLD_SECONDS - 0.1
    parts.delivery.expire()
    assert seqs(one) == []
    numbered(parts, 9)
    parts.clock.now += 0.1
    parts.delivery.expire()
    assert seqs(one) == [5, 7]
    assert parts.gateway.metrics.gaps == 1
    numbered(parts, 8)
    assert seqs(one) == [5, 7, 8, 9]
    numbered(parts, 4)
    assert seqs(one) == [5, 7, 8, 9, 4]


async def test_a_call_from_here_is_a_number_that_came() -> None:
    parts = Parts()
    one = parts.open(1, 3)
    numbered(parts, 5)
    numbered(parts, 4, skip="c0")
    assert seqs(one) == [5]
    numbered(parts, 7, skip="c0")
    numbered(parts, 6)
    assert (seqs(one), one.seq) == ([5, 6], 7)


async def test_no_more_than_a_bounded_number_waits() -> None:
    parts = Parts()
    one = parts.open(1)
    numbered(parts, *range(2, MOST + 3))
    assert seqs(one) == list(range(2, MOST + 3))


async def test_what_waits_is_for_the_user_whom_it_was_for() -> None:
    """It is not for a user who started a session on the same socket meanwhile."""
    parts = Parts()
    one = parts.open(1)
    numbered(parts, 2)
    one.uid = 2
    parts.clock.now += HOLD_SECONDS
    parts.delivery.expire()
    assert seqs(one) == []


async def test_nothing_waits_for_a_connection_that_is_gone() -> None:
    parts = Parts()
    one = parts.open(1)
    numbered(parts, 2)
    parts.delivery.forget(one)
    parts.clock.now += HOLD_SECONDS
    parts.delivery.expire()
    assert (seqs(one), parts.gateway.metrics.gaps) == ([], 0)


@given(st.permutations([3, 4, 8, 9]))
async def test_posts_in_the_order_of_their_group(order: list[int]) -> None:
    """Each names the post before it; numbers in between belong to other groups."""
    parts = Parts()
    one, gone = parts.open(1), parts.open(2)
    parts.topics["group:5"], parts.newest["group:5"] = {one, gone}, 2
    before = {3: 2, 4: 3, 8: 4, 9: 8}
    for number in order:
        frame = frames.push("newpost", {"id": number})
        parts.receive(bus.ToTopic("group:5", "newpost", frame, number=number, after=before[number]))
    assert [push["data"]["id"] for push in replies(one)] == [3, 4, 8, 9]


async def test_who_left_the_topic_does_not_get_what_waited() -> None:
    parts = Parts()
    one, gone = parts.open(1), parts.open(2)
    parts.topics["group:5"] = {one, gone}
    parts.receive(bus.ToTopic("group:5", "newpost", FRAME, number=9, after=8))
    parts.topics["group:5"].discard(gone)
    parts.clock.now += HOLD_SECONDS
    parts.delivery.expire()
    assert (len(replies(one)), replies(gone)) == (1, [])


async def test_reads_of_who_is_told_find_what_a_push_tells() -> None:
    """Also while a push waits for the one before it; an older push lowers no position."""
    parts = Parts()
    one, watcher, other = parts.open(1, 6), parts.open(2), parts.open(3)
    parts.topics["group:5"] = {watcher}
    parts.receive(bus.ToUsers([1], "newmsg", FRAME, "", [8], lsn=70))
    parts.receive(bus.ToUsers([1], "newmsg", FRAME, "", [7], lsn=60))
    parts.receive(bus.ToTopic("group:5", "newpost", FRAME, lsn=80))
    assert [each.lsn for each in (one, watcher, other)] == [70, 80, 0]
