"""A connection's numbered pushes, in the order of their numbers.

Workers store what is for one user one after the other, but each publishes when it gets to it: a
higher number may come here first. A client that keeps the highest id it was pushed, and goes away
in between, would ask from there on and never read the lower one. So a push waits for those before
it: shortly, because those that a killed worker left unpublished never come.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from front.clock import Clock
from front.connection import Connection

HOLD_SECONDS = 1.0
"""Longer than a worker on a busy machine takes from its commit to its publishing."""
MOST = 100
"""Pushes that may wait at one connection: with more, all go as they are."""


Held = tuple[str, bytes | None]
"""A push's type and frame; no frame where the connection itself did what it tells of."""


class Due(NamedTuple):
    at: float
    connection: Connection
    seq: int


class Order:
    """Holds back what came too early; `send` writes to a connection what may go."""

    def __init__(self, clock: Clock, send: Callable[[Connection, str, bytes], None]) -> None:
        self._clock, self._send = clock, send
        self._due: deque[Due] = deque()

    def hold(self, one: Connection, seq: int, held: Held) -> None:
        """Keep a push whose predecessors are not here."""
        one.held = one.held or {}
        one.held[seq] = held
        self._due.append(Due(self._clock.now + HOLD_SECONDS, one, seq))
        if len(one.held) > MOST:
            self._release(one, max(one.held))

    def follow(self, one: Connection) -> None:
        """Send what waited only for the number that the connection was just told."""
        while one.held and one.seq + 1 in one.held:
            self._take(one, one.seq + 1)

    def expire(self) -> None:
        """Wait no longer for what did not come in time."""
        while self._due and self._due[0].at <= self._clock.now:
            _, one, seq = self._due.popleft()
            if one.held and seq in one.held:
                self._release(one, seq)
                self.follow(one)

    def _release(self, one: Connection, last: int) -> None:
        """Send all that is held up to a number, whatever is missing between."""
        for seq in sorted(one.held or ()):
            if seq <= last:
                self._take(one, seq)

    def _take(self, one: Connection, seq: int) -> None:
        assert one.held is not None
        type_, frame = one.held.pop(seq)
        one.numbered(seq)
        if frame is not None:
            self._send(one, type_, frame)
