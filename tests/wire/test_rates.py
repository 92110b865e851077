"""The arithmetic of token buckets."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import rates
from wire.rates import BUCKETS, Bucket

buckets = st.builds(Bucket, st.floats(1, 100), st.floats(0.01, 60))
waits = st.lists(st.floats(0, 30), max_size=60)


@given(buckets, waits)
def test_never_more_than_burst_and_refill(limit, waits):
    tokens, granted, clock = limit.burst, 0, 0.0
    for since in waits:
        clock += since
        tokens, wait = rates.spend(tokens, since, limit)
        assert -1e-9 <= tokens <= limit.burst
        granted += wait == 0
    assert granted <= limit.burst + clock / limit.seconds + 1e-6


@given(buckets, st.floats(0, 0.999))
def test_after_the_announced_wait_it_is_granted(limit, tokens):
    left, wait = rates.spend(tokens, 0, limit)
    assert wait >= 1
    assert rates.spend(left, wait + 1e-6, limit)[1] == 0


@given(buckets, st.floats(0, 0.999))
def test_the_wait_is_no_longer_than_needed(limit, tokens):
    left, wait = rates.spend(tokens, 0, limit)
    assert wait == max(1, math.ceil((1 - left) * limit.seconds))


@pytest.mark.parametrize(
    ("rate", "burst", "then"), [("create", 10, 10), ("message", 10, 2), ("light", 20, 0.5)]
)
def test_the_figures_of_the_contract(rate, burst, then):
    assert BUCKETS[rate] == Bucket(burst, then)
    tokens = BUCKETS[rate].burst
    for _ in range(burst):
        tokens, wait = rates.spend(tokens, 0, BUCKETS[rate])
        assert wait == 0
    assert rates.spend(tokens, 0, BUCKETS[rate])[1] == math.ceil(then)


def test_reads_are_60_at_once_then_20_a_second():
    assert BUCKETS["read"] == Bucket(60, 1 / 20)


def test_no_class_no_limit():
    assert rates.bucket("none") is None


@pytest.mark.parametrize(("factor", "burst", "seconds"), [(1, 20, 10), (2, 40, 5), (0.01, 1, 1000)])
def test_a_burst_of_its_own_is_scaled_like_that_of_the_class(configure, factor, burst, seconds):
    configure("limits", rate_multiplier_create=factor)
    assert rates.bucket("create", 20) == Bucket(burst, seconds)
