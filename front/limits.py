"""Rate classes: token buckets in the memory of one gateway process, by user.

Reads and light writes are counted here alone. Creates and messages are counted for all devices of
a user, so Redis is told what is spent here, and tells what is left; a call does not wait for that
(see front/spending.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tasks.rpc import CREATE, MESSAGE, Rpc
from wire import rates

SHARED = frozenset({CREATE, MESSAGE})


class Limit(NamedTuple):
    """What a function is counted under. Class create is counted for each function by itself."""

    name: str
    figures: rates.Bucket
    shared: bool


class Bucket:
    """What is left of a limit for one user."""

    __slots__ = ("at", "limit", "tokens", "untold")

    def __init__(self, limit: rates.Bucket, now: float) -> None:
        self.limit = limit
        self.tokens, self.at = limit.burst, now
        self.untold = 0
        """Tokens spent here of which Redis has not confirmed that they are counted."""

    def take(self, now: float) -> int:
        """Take a token; whole seconds to wait, 0 = go ahead."""
        self.tokens, wait = rates.spend(self.tokens, now - self.at, self.limit)
        self.at = now
        return wait

    def is_full(self, now: float) -> bool:
        return self.tokens + (now - self.at) / self.limit.seconds >= self.limit.burst

    def told(self, tokens: int, left: float | None) -> None:
        """Redis was told of spent tokens, and says what is left; None: it did not answer."""
        self.untold -= tokens
        if left is not None:
            self.tokens = left - self.untold


Spend = Callable[[int, str, Bucket, int], None]
"""Tells Redis of a user's tokens, taken from a bucket with this name; less than 0: given back."""


class Limits:
    """Buckets by limit and user; full ones are forgotten."""

    def __init__(self, spend: Spend) -> None:
        self._spend = spend
        self._limits: dict[str, Limit | None] = {}
        self._buckets: dict[tuple[str, int], Bucket] = {}

    def take(self, function: Rpc, uid: int, now: float) -> int:
        """Count a call; whole seconds to wait, 0 = go ahead."""
        if (limit := self._limit(function)) is None:
            return 0
        key = (limit.name, uid)
        if (bucket := self._buckets.get(key)) is None:
            bucket = self._buckets[key] = Bucket(limit.figures, now)
        wait = bucket.take(now)
        if limit.shared and not wait:
            self._tell(limit, uid, bucket, 1)
        return wait

    def return_token(self, function: Rpc, uid: int) -> None:
        """Return the token of a call that was not executed."""
        if (limit := self._limit(function)) is None:
            return
        if bucket := self._buckets.get((limit.name, uid)):
            bucket.tokens += 1
            if limit.shared:
                self._tell(limit, uid, bucket, -1)

    def _limit(self, function: Rpc) -> Limit | None:
        try:
            return self._limits[function.name]
        except KeyError:
            return self._limits.setdefault(function.name, _limit_of(function))

    def _tell(self, limit: Limit, uid: int, bucket: Bucket, tokens: int) -> None:
        bucket.untold += tokens
        self._spend(uid, f"{limit.name}:{uid}", bucket, tokens)

    def forget(self, now: float) -> None:
        """Drop the buckets that have filled up again."""
        for key, bucket in list(self._buckets.items()):
            if bucket.is_full(now):
                del self._buckets[key]


def _limit_of(function: Rpc) -> Limit | None:
    if (figures := rates.bucket(function.rate, function.burst)) is None:
        return None
    name = f"{CREATE}:{function.name}" if function.rate == CREATE else str(function.rate)
    return Limit(name, figures, function.rate in SHARED)
