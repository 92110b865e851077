"""Pushes in the order of their numbers: those of a user to each connection, posts to each topic.

Workers store what is for one user, or for one group, one after the other, but each publishes when
it gets to it: a higher number may come here first. A client that keeps the highest id it was
pushed, and goes away in between, would ask from there on and never read the lower one. So a push
waits for those before it: shortly, because what a killed worker left unpublished never comes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from front.clock import Clock

HOLD_SECONDS = 0.3
"""On a machine with eight times as much work as it has cores, the latest came 17 ms too late."""
MOST = 100
"""Pushes that may wait for the same: with more, all go as they are."""

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Held(NamedTuple, Generic[T]):
    after: int
    """The number that goes before it."""
    push: T


class Due(NamedTuple, Generic[K]):
    at: float
    to: K
    number: int


class Order(Generic[K, T]):
    """Holds back what came too early.

    `last` returns the highest number that was sent to a receiver, `send` sends what may be sent
    now.
    """

    def __init__(
        self, clock: Clock, last: Callable[[K], int], send: Callable[[K, int, T], None]
    ) -> None:
        self._clock, self._last, self._send = clock, last, send
        self._held: dict[K, dict[int, Held[T]]] = {}
        self._due: deque[Due[K]] = deque()

    def hold(self, to: K, number: int, after: int, push: T) -> None:
        """Keep a push that `after` goes before, which is not here yet."""
        held = self._held.setdefault(to, {})
        held[number] = Held(after, push)
        self._due.append(Due(self._clock.now + HOLD_SECONDS, to, number))
        if len(held) > MOST:
            self._release(to, max(held))

    def follow(self, to: K) -> None:
        """Send what waited only for the number that just went to the receiver."""
        while held := self._held.get(to):
            number = min(held)
            if held[number].after > self._last(to):
                return
            self._release(to, number)

    def forget(self, to: K) -> None:
        """The receiver is gone."""
        self._held.pop(to, None)

    def expire(self) -> int:
        """Wait no longer for what did not come in time; how often that was given up."""
        gaps = 0
        while self._due and self._due[0].at <= self._clock.now:
            _, to, number = self._due.popleft()
            if number in self._held.get(to, ()):
                gaps += 1
                self._release(to, number)
                self.follow(to)
        return gaps

    def _release(self, to: K, last: int) -> None:
        """Send all that is held up to a number, whatever is missing between."""
        held = self._held[to]
        for number in sorted(number for number in held if number <= last):
            self._send(to, number, held.pop(number).push)
        if not held:
            del self._held[to]
