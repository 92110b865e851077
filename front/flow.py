"""How much is in flight: of each user, of each connection and of the whole gateway.

A connection at a bound is not read until some of its calls were answered. Nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from front.lanes import Lane, Message, Ticket
from settings import settings

MIB = 1024 * 1024
CONNECTION_BYTES, USER_BYTES, GATEWAY_BYTES = MIB, 2 * MIB, 64 * MIB
"""Bytes of calls in flight that a connection, a user or a gateway may have and go on."""
ASK_AT = 16
"""From so many calls in flight on, other gateways of the user are taken into account."""
ASK_SECONDS = 5.0


class Source(Protocol):
    """A connection, as far as its calls go."""

    uid: int
    open_bytes: int
    """Of its calls in flight."""

    def resume(self) -> None:
        """Parse what waited, then continue to read."""


class Share:
    """What one user has in flight here."""

    __slots__ = ("asked_at", "blocked", "calls", "most", "size")

    def __init__(self, most: int) -> None:
        self.most = most
        self.calls = self.size = 0
        self.blocked: dict[Source, None] = {}
        """Connections that are not read, in the order in which they began to wait."""
        self.asked_at = 0.0

    def is_full(self) -> bool:
        return self.calls >= self.most or self.size >= USER_BYTES


class Flow:
    """All calls in flight of a gateway process."""

    def __init__(self, send: Callable[..., None], ask: Callable[[int], None]) -> None:
        """`send`: takes the parts of a message, and queues it.

        `ask`: find out at how many gateways a user has connections, and call `narrow`.
        """
        self._send, self._ask = send, ask
        self._lanes: dict[str, Lane] = {}
        self._shares: dict[int, Share] = {}
        self._blocked: dict[Source, None] = {}
        self._size = 0

    @property
    def held(self) -> int:
        """Calls that wait for a place in a queue."""
        return sum(lane.held for lane in self._lanes.values())

    @property
    def is_full(self) -> bool:
        return self._size >= GATEWAY_BYTES

    def blocks(self, source: Source) -> bool:
        """Whether nothing more of a connection may be taken; it is resumed later."""
        share = self._shares.get(source.uid)
        if share is not None and (share.calls >= share.most or share.size >= USER_BYTES):
            share.blocked[source] = None
            return True
        if self._size >= GATEWAY_BYTES:
            self._blocked[source] = None
            return True
        return source.open_bytes >= CONNECTION_BYTES

    def enter(
        self, ticket: Ticket, source: Source | None, message: Message, size: int, now: float
    ) -> None:
        """Send a call, now or when its turn comes."""
        self._size += size
        if source is not None:
            source.open_bytes += size
            if isinstance(ticket.owner, int):
                self._count(ticket.owner, size, now)
        lane = self._lanes.get(ticket.function.queue)
        if lane is None:
            lane = self._lanes[ticket.function.queue] = Lane(self._send)
        lane.enter(ticket, message, now)

    def _count(self, uid: int, size: int, now: float) -> None:
        share = self._shares.get(uid)
        if share is None:
            share = self._shares[uid] = Share(settings.limits.user_calls)
        share.calls += 1
        share.size += size
        if share.calls >= ASK_AT and now - share.asked_at > ASK_SECONDS:
            share.asked_at = now
            self._ask(uid)

    def narrow(self, uid: int, gateways: int) -> None:
        """The user has connections at so many gateways: each allows its part of the bounds."""
        if share := self._shares.get(uid):
            share.most = max(1, settings.limits.user_calls // gateways)
            for lane in self._lanes.values():
                lane.narrow(uid, gateways)

    def leave(
        self, ticket: Ticket, source: Source | None, size: int, run: float, now: float
    ) -> None:
        """A call was answered; `run`: the worker's seconds, 0 when no worker has run it."""
        self._size -= size
        self._lanes[ticket.function.queue].leave(ticket, now, run)
        if source is not None:
            self._left(ticket, source, size)
        while self._blocked and not self.is_full:
            _next(self._blocked).resume()

    def _left(self, ticket: Ticket, source: Source, size: int) -> None:
        source.open_bytes -= size
        if source.open_bytes < CONNECTION_BYTES <= source.open_bytes + size:
            source.resume()
        if not isinstance(ticket.owner, int):
            return
        share = self._shares[ticket.owner]
        share.calls -= 1
        share.size -= size
        while share.blocked and not share.is_full():
            _next(share.blocked).resume()

    def forget(self) -> None:
        """Drop what is kept of users who have no calls."""
        for uid in [uid for uid, share in self._shares.items() if not share.calls]:
            del self._shares[uid]
        for lane in self._lanes.values():
            lane.forget()

    def late(self, now: float) -> list[int]:
        """The numbers of calls that have waited too long for their turn."""
        return [number for lane in self._lanes.values() for number in lane.late(now)]


def _next(blocked: dict[Source, None]) -> Source:
    first = next(iter(blocked))
    del blocked[first]
    return first
