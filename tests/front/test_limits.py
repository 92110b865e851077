"""Buckets in the gateway's memory."""

from front.limits import Limits


def test_light_is_counted_per_user_for_the_whole_class():
    limits = Limits()
    assert [limits.take("light", 1, now=5.0) for _ in range(21)] == [0] * 20 + [1]
    assert limits.take("light", 2, now=5.0) == 0
    assert limits.take("read", 1, now=5.0) == 0
    assert limits.take("light", 1, now=5.6) == 0


def test_classes_that_are_counted_elsewhere_pass():
    limits = Limits()
    assert {limits.take(rate, 1, now=5.0) for rate in ("create", "message", "none") * 50} == {0}


def test_a_call_that_was_not_executed_is_given_back():
    limits = Limits()
    for _ in range(20):
        limits.take("light", 1, now=5.0)
    limits.give_back("light", 1)
    assert [limits.take("light", 1, now=5.0) for _ in range(2)] == [0, 1]
    limits.give_back("light", 7)
    assert limits.take("light", 7, now=5.0) == 0


def test_full_buckets_are_forgotten():
    limits = Limits()
    for _ in range(20):
        limits.take("light", 1, now=5.0)
    limits.take("light", 2, now=5.0)
    limits.forget(now=6.0)
    assert [limits.take("light", 1, now=6.0) for _ in range(3)] == [0, 0, 1]
    limits.forget(now=600.0)
    assert limits._buckets == {}
