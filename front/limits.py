"""Rate classes read and light: token buckets in the memory of one gateway process."""

from __future__ import annotations

from wire import rates

LOCAL = ("light", "read")


class Limits:
    """Buckets by (class, user); full ones are forgotten."""

    def __init__(self) -> None:
        self._limits = {rate: limit for rate in LOCAL if (limit := rates.bucket(rate))}
        self._buckets: dict[tuple[str, int], tuple[float, float]] = {}

    def take(self, rate: str, uid: int, now: float) -> int:
        """Count a call; whole seconds to wait, 0 = go ahead."""
        if (limit := self._limits.get(rate)) is None:
            return 0
        tokens, at = self._buckets.get((rate, uid), (limit.burst, now))
        tokens, wait = rates.spend(tokens, now - at, limit)
        self._buckets[rate, uid] = (tokens, now)
        return wait

    def give_back(self, rate: str, uid: int) -> None:
        """Return the token of a call that was not executed."""
        if kept := self._buckets.get((rate, uid)):
            self._buckets[rate, uid] = (kept[0] + 1, kept[1])

    def forget(self, now: float) -> None:
        """Drop the buckets that have filled up again."""
        for key, (tokens, at) in list(self._buckets.items()):
            limit = self._limits[key[0]]
            if tokens + (now - at) / limit.seconds >= limit.burst:
                del self._buckets[key]
