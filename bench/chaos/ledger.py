"""What clients sent and which replies they got, compared with what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bench.chaos.phone import Call


class Verdict(Struct):
    """What became of everything that was sent."""

    sent: int = 0
    answered: int = 0
    refused: int = 0
    """Answered, and with another errno than 0 and 5."""
    unanswered: int = 0
    stored: int = 0
    lost: int = 0
    """Answered and not stored, or not under the id that the reply told."""
    doubled: int = 0
    sample: str = ""

    @property
    def faults(self) -> int:
        return self.refused + self.unanswered + self.lost + self.doubled


class Ledger:
    """Every write that was sent, by a text that only it has."""

    def __init__(self) -> None:
        self.open: dict[str, Call] = {}
        """Not answered yet."""
        self.told: dict[str, int | str] = {}
        """The item that a reply named, or the reply if it was an error."""
        self.times: list[tuple[float, float]] = []
        """When each answered call was sent first, and when its answer came."""

    def note(self, text: str, call: Call) -> None:
        """A call was sent."""
        self.open[text] = call

    def answered(self, text: str, call: Call, item: int | None) -> None:
        """Its reply came; `item` None: it was refused."""
        del self.open[text]
        self.told[text] = str(call.reply) if item is None else item
        self.times.append((call.begun, call.ended))

    def longest_wait(self) -> float:
        """Seconds that the oldest open call waits."""
        return max((call.wait for call in self.open.values()), default=0.0)

    def verdict(self, stored: Mapping[str, Sequence[int]]) -> Verdict:
        """Compare with the items that are stored, by their texts."""
        counts: Counter[str] = Counter()
        sample = ""
        for text in (*self.open, *self.told):
            what = self._fate(text, stored.get(text, ()))
            counts.update(what)
            if not sample and what != {"answered"}:
                sample = f"{text}: {sorted(what)}, told {self.told.get(text)}, {stored.get(text)}"
        there = sum(len(stored.get(text, ())) for text in (*self.open, *self.told))
        sent = len(self.open) + len(self.told)
        return Verdict(sent=sent, stored=there, sample=sample, **counts)

    def _fate(self, text: str, items: Sequence[int]) -> set[str]:
        found = {"doubled"} if len(items) > 1 else set()
        if text in self.open:
            return found | {"unanswered"}
        told = self.told[text]
        if isinstance(told, str):
            return found | {"refused"}
        return found | {"answered"} | (set() if told in items else {"lost"})
