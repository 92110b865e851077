"""How much work clients may cause in a gateway: per connection and per turn.

Work is counted in bytes that are looked at; what costs more is counted as more of them. A
connection that asks for more than its allowance is not read for a while, and closed when it goes
on. In one turn of the event loop only so much is done: what is left waits for the next turn, and
connections that sent little lately do not wait at all.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple, Protocol

from front.clock import Clock
from front.close_codes import TOO_MUCH
from wire.frames import INFLATED_LIMIT, WIRE_LIMIT

KIB = 1024
REFUSED_WORK = 4 * KIB
"""What a refused frame costs beside its bytes: its sender pays for the answer."""
TURN_WORK = 256 * KIB
"""The work of all connections in one turn of the event loop; some milliseconds at most."""
SLICE_WORK = 32 * KIB
"""In one turn, one connection. One with less work behind it never waits for its turn."""
LIGHT_WORK = SLICE_WORK // 2
"""Less than this is not even counted for the turn."""


class Allowance(NamedTuple):
    """What one connection may send."""

    wire: int
    """Bytes of a frame as it comes."""
    inflated: int
    """Bytes of a frame's text."""
    burst: int
    """Work at once."""
    per_second: int
    """Work that is forgotten in a second."""
    patience: float
    """Seconds over the burst after which the connection is closed."""


STRANGER = Allowance(4 * KIB, 16 * KIB, 128 * KIB, 16 * KIB, 2.0)
"""Before a session start."""
MEMBER = Allowance(WIRE_LIMIT, INFLATED_LIMIT, 3 * KIB * KIB, 512 * KIB, 10.0)


class Sender(Protocol):
    """A connection, as far as its work goes."""

    allowance: Allowance
    work: int
    work_at: float
    """When old work was last forgotten, by the loop's clock."""
    work_end: int
    """How far `work` may go in this turn of the event loop."""
    over_since: float
    """Since when it goes beyond its allowance, 0.0 = it does not."""

    def resume(self) -> None:
        """Parse what waited, then continue to read."""

    def close(self, code: int) -> None:
        """Send a close frame."""


class Work:
    """The work of one gateway process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._left = TURN_WORK
        self._turning = False
        # Both in the order in which they came.
        self._waiting: dict[Sender, None] = {}
        self._over: dict[Sender, None] = {}

    def begin(self, connection: Sender) -> int:
        """Bytes came: say how far the connection may go now; the work it has had so far."""
        self._allow(connection)
        return connection.work

    def end(self, connection: Sender, before: int) -> None:
        """Count what was done of it; what is left goes on when there is room."""
        self._left -= connection.work - before
        self._next_turn()
        if connection.work >= connection.work_end:
            self._hold(connection)

    def _allow(self, connection: Sender) -> None:
        if connection.work_at != self._clock.now:
            self._forget(connection)
        share = max(SLICE_WORK, connection.work + min(SLICE_WORK, self._left))
        connection.work_end = min(connection.allowance.burst, share)

    def _forget(self, connection: Sender) -> None:
        now, allowance = self._clock.now, connection.allowance
        past = int((now - connection.work_at) * allowance.per_second)
        connection.work_at, connection.work = now, max(0, connection.work - past)
        if connection.work <= allowance.burst // 2:
            connection.over_since = 0.0

    def _hold(self, connection: Sender) -> None:
        if connection.work < connection.allowance.burst:
            self._waiting[connection] = None
            return
        self._over[connection] = None
        connection.over_since = connection.over_since or self._clock.now

    def _next_turn(self) -> None:
        if not self._turning:
            self._turning = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        """A new turn of the event loop: those that wait go on, the first come first."""
        self._turning, self._left = False, TURN_WORK
        waiting, self._waiting = self._waiting, {}
        for connection in waiting:
            if self._left > 0:
                self._go_on(connection)
            else:
                self._waiting[connection] = None
        if self._waiting:
            self._next_turn()

    def _go_on(self, connection: Sender) -> None:
        self._allow(connection)
        connection.resume()

    def tick(self) -> None:
        """Resume connections that were over their allowance; close those that were so for long."""
        over, self._over = self._over, {}
        for connection in over:
            self._allow(connection)
            if connection.work < connection.allowance.burst:
                connection.resume()
            else:
                self._over[connection] = None
            if self._clock.now - connection.over_since > connection.allowance.patience:
                self._give_up(connection)

    @staticmethod
    def _give_up(connection: Sender) -> None:
        if connection.over_since:
            connection.close(TOO_MUCH)
