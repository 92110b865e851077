"""The part of its time that a worker works, for /metrics."""

from __future__ import annotations

import math
import time

from broker.holdings import Holdings

SMOOTHED_SECONDS = 10.0
"""Older work hardly counts any more."""


class Busy:
    """Looks at the holdings now and then; a worker with several threads is busy in parts."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._at = time.monotonic()
        self._worked = holdings.worked(self._at)
        self.share = 0.0
        """From 0 (idle) to 1."""

    def look(self) -> float:
        """The share now."""
        now = time.monotonic()
        if (passed := now - self._at) > 0:
            weight = 1 - math.exp(-passed / SMOOTHED_SECONDS)
            self.share += weight * (self._part(now, passed) - self.share)
            self._at = now
        return self.share

    def _part(self, now: float, passed: float) -> float:
        if not self._holdings.inline:
            return min(1.0, len(self._holdings.running) / self._holdings.slots)
        worked = self._holdings.worked(now)
        part, self._worked = (worked - self._worked) / passed, worked
        return min(1.0, max(0.0, part))
