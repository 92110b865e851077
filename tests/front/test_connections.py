"""When connections are closed as time passes."""

from typing import Any

import pytest

from front.close_codes import SLOW
from front.connections import OUTGOING_CUT, OUTGOING_LIMIT, SLOW_SECONDS, Connections


class Slow:
    """A connection whose client takes too little."""

    number, close_code, heard, was_started = 1, 0, 0, True

    def __init__(self, waiting: int) -> None:
        self.waiting_bytes, self.slow_since, self.codes = waiting, 0, list[int]()

    def close(self, code: int) -> None:
        self.codes.append(code)


class Now:
    """Stands in for the clock and for the metrics."""

    now, ticks = 0.0, 0

    def dropped(self, why: str) -> None:
        self.why = why


@pytest.fixture
def clock() -> Now:
    return Now()


@pytest.fixture
def crowd(clock: Now) -> Connections:
    stand_in: Any = clock
    return Connections("front", stand_in, stand_in)


def second(crowd: Connections, clock: Now) -> None:
    clock.ticks += 1
    crowd.second()


def test_a_slow_reader_has_some_seconds(crowd: Connections, clock: Now) -> None:
    slow: Any = Slow(OUTGOING_LIMIT + 1)
    crowd.slow.add(slow)
    for _ in range(SLOW_SECONDS):
        second(crowd, clock)
        assert slow.codes == []
    second(crowd, clock)
    assert slow.codes == [SLOW]
    assert crowd.slow == set()
    assert clock.why == "slow reader"


def test_far_too_much_is_cut_at_once(crowd: Connections, clock: Now) -> None:
    slow: Any = Slow(OUTGOING_CUT + 1)
    crowd.slow.add(slow)
    second(crowd, clock)
    assert slow.codes == [SLOW]
