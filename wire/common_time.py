"""One time for all machines: that of Redis, once a process has compared its clock with it.

A gateway says when it took a call and a worker how old the call is; if two clocks differ by more
than a call may last, every call is dropped.
"""

from __future__ import annotations

import time

TOLERATED_SECONDS = 1.0
"""Clocks further apart than this should be set right."""


VALID_SECONDS = 30.0
"""A clock may be set right meanwhile, so an older comparison counts for nothing."""


class _Skew:
    seconds = 0.0
    until = 0.0


def now() -> float:
    """Unix seconds by Redis's clock; by our own clock without a comparison within VALID_SECONDS."""
    if _Skew.seconds and time.monotonic() < _Skew.until:
        return time.time() + _Skew.seconds
    return time.time()


def compare(asked: float, told: tuple[int, int], heard: float) -> float | None:
    """Take over Redis's time; return by how many seconds it is ahead, if that is much and new.

    `told`: what TIME answered, seconds and microseconds; `asked` and `heard`: our clock before and
    after. A difference smaller than the way there and back cannot be seen and counts for none.
    """
    seconds, microseconds = told
    skew = seconds + microseconds / 1_000_000 - (asked + heard) / 2
    if abs(skew) <= max(heard - asked, 0.0):
        skew = 0.0
    known, _Skew.seconds = _Skew.seconds, skew
    _Skew.until = time.monotonic() + VALID_SECONDS
    if abs(skew) > TOLERATED_SECONDS and abs(skew - known) > TOLERATED_SECONDS:
        return skew
    return None
