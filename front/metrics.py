"""What a gateway counts. Cheap to write on every frame, summed over processes when read."""

from __future__ import annotations

from collections import Counter


class Metrics:
    """Counters of one gateway process."""

    def __init__(self) -> None:
        self.frames_in = 0
        self.frames_out = 0
        self.bytes_out = 0
        self.calls: Counter[tuple[str, int]] = Counter()
        self.pushes: Counter[str] = Counter()
        self.closes: Counter[int] = Counter()
        self.drops: Counter[str] = Counter()

    def call(self, func: str, errno: int, wait: float, run: float, total: float) -> None:
        """A call was answered: seconds in the queue, in the worker, and in all."""
        self.calls[func, errno] += 1
