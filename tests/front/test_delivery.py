"""Pushes from the bus on their way to sockets."""

from __future__ import annotations

from typing import Any

from front.delivery import Delivery
from front.index import Index
from tests.front.gateway import Gateway, replies
from wire import bus, frames

FRAME = frames.push("newmsg", {"id": 1})


class Parts:
    """Connections of users, found as a gateway finds them."""

    def __init__(self) -> None:
        self.gateway, self.users, self.topics = Gateway(), Index[Any](), dict[str, Any]()
        self.opened: dict[str, Any] = {}
        stand_in: Any = self
        self.delivery = Delivery(stand_in, stand_in, stand_in, self.gateway.metrics)

    def receive(self, item: bus.Message) -> None:
        self.delivery.receive(bus.join([bus.encode(item)]))

    def find(self, guid: str) -> Any:
        return self.opened.get(guid)

    def open(self, uid: int) -> Any:
        made = self.gateway.open(uid=uid)
        self.opened[f"c{len(self.opened)}"] = made
        self.users.add(uid, made)
        return made


async def test_every_user_has_a_number_of_their_own() -> None:
    parts = Parts()
    one, other, third = parts.open(1), parts.open(1), parts.open(2)
    parts.receive(bus.ToUsers([1, 2, 3], "newmsg", FRAME, "", [7, 9, 4]))
    push = {"push": True, "type": "newmsg", "seq": 7, "data": {"id": 1}}
    assert replies(one) == replies(other) == [push]
    assert replies(third) == [push | {"seq": 9}]


async def test_the_sending_connection_is_left_out() -> None:
    parts = Parts()
    one, other = parts.open(1), parts.open(1)
    parts.receive(bus.ToUsers([1], "newmsg", FRAME, "c0", [7]))
    assert replies(one) == []
    assert [push["seq"] for push in replies(other)] == [7]


async def test_without_numbers() -> None:
    parts = Parts()
    one = parts.open(1)
    parts.receive(bus.ToUsers([1], "newmsg", FRAME))
    assert replies(one) == [{"push": True, "type": "newmsg", "data": {"id": 1}}]
