"""The share of its time in which a worker works."""

import pytest

from broker import busy
from broker.busy import Busy
from broker.holdings import Holdings, Taken


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)` moves the time on by so much."""
    now = [1000.0]
    monkeypatch.setattr(busy.time, "monotonic", lambda: now[0])

    def later(seconds: float) -> float:
        now[0] += seconds
        return now[0]

    return later


def test_batches_of_a_worker_with_pool_solo(clock):
    holdings = Holdings()
    holdings.inline = True
    share = Busy(holdings)
    for _ in range(200):  # half a second of work, half a second of waiting
        holdings.begin_batch(clock(0.5))
        holdings.end_batch(clock(0.5))
        now = share.look()
    assert now == pytest.approx(0.5, abs=0.01)
    # A batch that does not end counts while it goes on.
    holdings.begin_batch(clock(0))
    for _ in range(100):
        clock(1)
        now = share.look()
    assert now == pytest.approx(1, abs=0.01)
    holdings.end_batch(clock(0))
    for _ in range(100):
        clock(1)
        now = share.look()
    assert now == pytest.approx(0, abs=0.01)


def test_threads_of_a_worker_with_another_pool(clock):
    holdings = Holdings()
    holdings.slots = 4
    share = Busy(holdings)
    for number in range(3):
        holdings.running[str(number)] = Taken(number, f"{number} slow", "slow", b"")
    for _ in range(100):
        clock(1)
        now = share.look()
    assert now == pytest.approx(0.75, abs=0.01)
    assert share.look() == now  # no time has passed
