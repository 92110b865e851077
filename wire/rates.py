"""Rate classes as token buckets: the figures, and the arithmetic.

Gateways count (front/limits.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from settings import settings


@dataclass(frozen=True, slots=True)
class Bucket:
    """`burst` calls at once, then one every `seconds`."""

    burst: float
    seconds: float


BUCKETS = {
    "create": Bucket(10, 10.0),
    "message": Bucket(10, 2.0),
    "light": Bucket(20, 0.5),
    "read": Bucket(60, 0.05),
}
POST_BURST = 20
"""The burst of posts and replies in groups, which are of class create: conversations need more."""


def bucket(rate: str, burst: int | None = None) -> Bucket | None:
    """The bucket of a rate class under the present multipliers; None when there is no limit.

    `burst` replaces that of the class.
    """
    if rate not in BUCKETS:
        return None
    limits = settings.limits
    factor = limits.rate_multiplier * getattr(limits, f"rate_multiplier_{rate}")
    if not factor:
        return None
    plain = BUCKETS[rate]
    return Bucket(max(1.0, (burst or plain.burst) * factor), plain.seconds / factor)


def spend(tokens: float, since: float, limit: Bucket) -> tuple[float, int]:
    """Take one token `since` seconds after the last visit: (tokens left, whole seconds to wait)."""
    tokens = min(limit.burst, tokens + since / limit.seconds)
    if tokens >= 1:
        return tokens - 1, 0
    return tokens, max(1, math.ceil((1 - tokens) * limit.seconds))
