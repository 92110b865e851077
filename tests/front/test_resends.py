"""Which writes a connection treats as resends of calls that got errno 5."""

from __future__ import annotations

from front.connection import REMEMBERED, Key
from tests.front.gateway import Gateway


def key(number: int) -> Key:
    return "message.send", b'"call-%07d"' % number


async def test_until_the_true_reply() -> None:
    one = Gateway().open(uid=1)
    assert [one.opened(key(1)), one.opened(key(1)), one.opened(key(2))] == [False, True, False]
    one.finished(key(1))
    assert not one.opened(key(1))


async def test_with_more_than_are_remembered_each_may_be_one() -> None:
    """A replay for a constant cdata is less bad than a write that is done twice."""
    one = Gateway().open(uid=1)
    assert not any(one.opened(key(number)) for number in range(REMEMBERED))
    one.opened(key(REMEMBERED))
    assert one.opened(key(0))
    for number in range(REMEMBERED + 1):
        one.finished(key(number))
    assert one.opened(key(0))
