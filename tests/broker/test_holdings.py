"""How many messages a worker takes, and how long finished ones wait for others."""

from __future__ import annotations

import pytest

from broker.holdings import (
    BATCH,
    FLUSH_SECONDS,
    MOST_FLUSH_SECONDS,
    WORK_PER_FLUSH,
    Holdings,
)


@pytest.fixture
def holdings() -> Holdings:
    return Holdings()


def test_takes_what_it_does_in_a_few_milliseconds(holdings: Holdings) -> None:
    assert holdings.most() == 1
    for _ in range(1000):
        holdings.took(0.001)
    assert holdings.most() == 11
    for _ in range(1000):
        holdings.took(0.00001)
    assert holdings.most() == BATCH
    holdings.took(0.2)
    assert holdings.most() == 1


def test_where_the_disk_is_slow_more_share_a_wait(holdings: Holdings) -> None:
    for _ in range(1000):
        holdings.took(0.001)
        holdings.left(0.0002)
    assert holdings.until_flush() == FLUSH_SECONDS
    few = holdings.most()
    for _ in range(100):
        holdings.left(0.005)
    assert holdings.until_flush() == pytest.approx(WORK_PER_FLUSH * 0.005, rel=0.01)
    assert holdings.most() > 3 * few


def test_but_nobody_waits_for_long(holdings: Holdings) -> None:
    for _ in range(100):
        holdings.left(3.0)
    assert holdings.until_flush() == MOST_FLUSH_SECONDS
