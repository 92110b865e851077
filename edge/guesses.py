"""Wrong passwords of a process that has no database, counted in memory."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable

PER_ADDRESS, OF_ALL, SECONDS = 5, 100, 600
"""The most wrong passwords within these seconds from one address, and from all addresses."""


class Guesses:
    """Who may try a password now. Addresses that knew it before are not limited by the others."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()
        # The newest last; not more than the limit of all addresses.
        self._known: dict[str, None] = {}

    def wait(self, address: str) -> int:
        """Seconds until the address may try again; 0 = now."""
        now = self._clock()
        while self._wrong and self._wrong[0][0] <= now - SECONDS:
            self._wrong.popleft()
        counts = Counter(whose for _, whose in self._wrong)
        full = len(self._wrong) >= OF_ALL and address not in self._known
        if not full and counts[address] < PER_ADDRESS:
            return 0
        oldest = next(at for at, whose in self._wrong if full or whose == address)
        return int(oldest + SECONDS - now) + 1

    def wrong(self, address: str) -> None:
        """Count a wrong password."""
        self._wrong.append((self._clock(), address))

    def right(self, address: str) -> None:
        """Remember that the address knows the password."""
        self._known.pop(address, None)
        self._known[address] = None
        if len(self._known) > OF_ALL:
            del self._known[next(iter(self._known))]
