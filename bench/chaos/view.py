"""What one device has, by the client's rule: take the next number, ignore lower ones, else ask."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from enum import Enum

from msgspec import Struct

from bench.chaos.items import Kind, describe, kind_of


class Heard(Enum):
    """How the number of a push relates to what a device has."""

    NEXT = "next"
    OLD = "old"
    AHEAD = "ahead"
    """Something was missed; `event.sync` from `View.last` on returns it."""


class View:
    """The items that a device took, with their numbers, in the order in which it took them."""

    def __init__(self) -> None:
        self.last = 0
        self.gaps = 0
        """How often the service said that numbers are no longer kept."""
        self.misordered = 0
        """Items of an answer whose numbers do not ascend, or that it should not have brought."""
        self._numbers, self._items = array("q"), array("q")

    def hear(self, seq: int, item: int) -> Heard:
        """A push came."""
        if seq <= self.last:
            return Heard.OLD
        if seq > self.last + 1:
            return Heard.AHEAD
        self._take(seq, item)
        return Heard.NEXT

    def sync(self, asked: int, items: Iterable[tuple[int, int]], seq: int, *, gap: bool) -> None:
        """An answer of `event.sync` came: what follows `asked`, and the number that it covers."""
        self.gaps += gap
        for number, item in items:
            self.misordered += not asked < number <= seq
            asked = number
            if number > self.last:  # else a push brought it meanwhile
                self._take(number, item)
        self.last = max(self.last, seq)

    def _take(self, seq: int, item: int) -> None:
        self.last = seq
        self._numbers.append(seq)
        self._items.append(item)

    def compare(
        self, addressed: set[int], log: dict[int, int], sent: Collection[int] = ()
    ) -> Differences:
        """Compare with what is addressed to the user, and with the service's own numbers.

        `sent`: messages by the user, whose ids follow the numbers of those who received them.
        """
        items = list(self._items)
        seen = set(items)
        wrong = [
            f"number {seq} was {describe(item)} and is {describe(log.get(seq))}"
            for seq, item in zip(self._numbers, items, strict=True)
            if log.get(seq) != item
        ]
        falls = _falls(item for item in items if item not in sent)
        lost = [f"{describe(item)} lost" for item in addressed - seen]
        return Differences(
            seen=len(seen),
            lost=len(lost),
            doubled=len(items) - len(seen),
            strange=len(seen - addressed),
            misordered=self.misordered + len(wrong) + len(falls),
            gaps=self.gaps,
            sample="; ".join([*wrong[:1], *falls[:1], *lost[:1]]),
        )


class Differences(Struct):
    """Between views and the database; all but `seen` should be 0."""

    seen: int = 0
    lost: int = 0
    doubled: int = 0
    strange: int = 0
    """Seen, and not stored for this user."""
    misordered: int = 0
    """Not in the order of numbers, or of the ids of a kind, or under another number than stored."""
    gaps: int = 0
    sample: str = ""

    def add(self, other: Differences) -> None:
        """Sum up over devices."""
        for name in ("seen", "lost", "doubled", "strange", "misordered", "gaps"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.sample = self.sample or other.sample

    @property
    def faults(self) -> int:
        return self.lost + self.doubled + self.strange + self.misordered + self.gaps


_ASCENDING = frozenset({Kind.MESSAGE, Kind.EVENT, Kind.REPLY, Kind.BOARD})
"""Kinds whose ids are drawn in the order of numbers; a like has none."""


def _falls(items: Iterable[int]) -> list[str]:
    """How often an id of a kind is not higher than the one before it."""
    last: dict[Kind, int] = {}
    falls = []
    for item in items:
        if (kind := kind_of(item)) in _ASCENDING:
            if item <= last.get(kind, -1):
                falls.append(f"{describe(item)} after {describe(last[kind])}")
            last[kind] = item
    return falls
