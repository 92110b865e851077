"""The way into one queue: users take turns, and no more is queued than workers keep up with.

What is in the queue is answered in the order in which it came, so nobody may fill it. A user has a
bounded amount of workers' time in it, the rest of the calls waits here, and the users who wait take
turns. When all of them together ask for more than the workers can do, the queue is kept short:
calls in it are answered soon, and calls that wait here for too long are refused early (errno 5). A
call that could not make its deadline never reaches a worker.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from tasks.rpc import Rpc
from telemetry.traces import Trace
from wire.calls import Origin

Owner = int | str
"""Whose call it is: a uid, or the address of somebody without a session."""
Message = tuple[Rpc, bytes, Origin, Trace | None]

USER_SECONDS = 0.04
"""Of workers' time that one user's calls in the queue will take, as far as known; calls beyond
the second wait for it."""
ALWAYS = 2
FIRST_WINDOW, LEAST_WINDOW, MOST_WINDOW = 512, 8, 16_384
"""Calls of this gateway in the queue."""
TARGET_SECONDS = 0.2
"""A queue in which calls wait longer gets fewer of them."""
HOLD_SECONDS = 2.0
"""Calls that have waited so long for a place in the queue are answered errno 5."""
UNKNOWN_SECONDS = 0.001
"""What a call of a function takes that was never called here."""


class Ticket:
    """One call on its way through a lane."""

    __slots__ = ("function", "held_at", "message", "owner", "seconds", "sent_at")

    def __init__(self, owner: Owner, function: Rpc) -> None:
        self.owner, self.function = owner, function
        self.message: Message | None = None
        """The message, while it waits."""
        self.sent_at = self.held_at = self.seconds = 0.0


class Turn:
    """One user's part of a lane, as long as there is any."""

    __slots__ = ("held", "in_line", "most", "seconds", "sent")

    def __init__(self, most: float) -> None:
        self.most = most
        self.sent, self.seconds = 0, 0.0
        self.held: deque[Ticket] = deque()
        self.in_line = False

    def has_room(self) -> bool:
        return self.sent < ALWAYS or self.seconds < self.most


class Lane:
    """Calls to one queue."""

    def __init__(self, send: Callable[..., None]) -> None:
        """`send`: takes the parts of a message."""
        self._send = send
        self._turns: dict[Owner, Turn] = {}
        self._line: deque[Turn] = deque()
        """Users who have calls waiting and room in the queue."""
        self._arrived: deque[Ticket] = deque()
        """What was held, in the order of coming; some of it was sent since."""
        self._known: dict[str, float] = {}
        self._next_cut = 0.0
        self.sent = 0
        self.window = FIRST_WINDOW

    @property
    def held(self) -> int:
        """Calls that wait for a place in the queue."""
        return sum(1 for one in self._arrived if one.message is not None)

    def enter(self, ticket: Ticket, message: Message, now: float) -> None:
        """Send a call, now or when its turn comes."""
        ticket.seconds = self._known.get(ticket.function.name, UNKNOWN_SECONDS)
        turn = self._turns.get(ticket.owner)
        if turn is None:
            most = USER_SECONDS if isinstance(ticket.owner, int) else float("inf")
            turn = self._turns[ticket.owner] = Turn(most)
        if self.sent < self.window and not turn.held and turn.has_room():
            self._dispatch(turn, ticket, message, now)
            return
        ticket.message, ticket.held_at = message, now
        turn.held.append(ticket)
        self._arrived.append(ticket)
        self._stand_in_line(turn)

    def _dispatch(self, turn: Turn, ticket: Ticket, message: Message, now: float) -> None:
        ticket.message, ticket.sent_at = None, now
        self._send(*message)
        turn.sent += 1
        turn.seconds += ticket.seconds
        self.sent += 1

    def _stand_in_line(self, turn: Turn) -> None:
        if turn.held and not turn.in_line and turn.has_room():
            turn.in_line = True
            self._line.append(turn)

    def leave(self, ticket: Ticket, now: float, run: float) -> None:
        """A call was answered; `run`: the worker's seconds, 0 when no worker has run it."""
        turn = self._turns[ticket.owner]
        if ticket.message is None:
            self.sent -= 1
            turn.sent -= 1
            turn.seconds -= ticket.seconds
            self._learn(ticket, now, run)
        else:
            turn.held.remove(ticket)
            ticket.message = None
        if turn.held:
            self._stand_in_line(turn)
        if self._line:
            self._pump(now)

    def _learn(self, ticket: Ticket, now: float, run: float) -> None:
        if run:
            self._known[ticket.function.name] = ticket.seconds + (run - ticket.seconds) / 8
        waited = now - ticket.sent_at - run
        if waited <= TARGET_SECONDS:
            if self._line and self.window < MOST_WINDOW:
                self.window += 1
        elif self.sent > LEAST_WINDOW and now >= self._next_cut:
            # Behind fewer calls it was not the length of the queue that made this one wait.
            self.window = max(LEAST_WINDOW, self.sent * 4 // 5)
            self._next_cut = now + waited

    def _pump(self, now: float) -> None:
        while self._line and self.sent < self.window:
            turn = self._line.popleft()
            turn.in_line = False
            if turn.held and turn.has_room():
                ticket = turn.held.popleft()
                assert ticket.message
                self._dispatch(turn, ticket, ticket.message, now)
                self._stand_in_line(turn)

    def forget(self) -> None:
        """Drop what is kept of users who have no calls."""
        idle = [owner for owner, turn in self._turns.items() if not turn.sent and not turn.held]
        for owner in idle:
            del self._turns[owner]

    def narrow(self, owner: Owner, gateways: int) -> None:
        """The user has connections at so many gateways: each gives that part of the time."""
        if turn := self._turns.get(owner):
            turn.most = USER_SECONDS / gateways

    def late(self, now: float) -> Iterator[int]:
        """The numbers of calls that have waited too long."""
        while self._arrived:
            first = self._arrived[0]
            if first.message is not None and now - first.held_at < HOLD_SECONDS:
                return
            self._arrived.popleft()
            if first.message is not None:
                yield first.message[2].call
