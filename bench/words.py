"""``./dev bench words``: what checking a message costs with a list of 100,000 words."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Final

from msgspec import Struct, field

from bench.tables import number, table
from services.moderation import LEVELS, Words

WORDS: Final = 100_000
MESSAGES: Final = 20_000
REPEATS: Final = 5
GOAL: Final = 50.0
"""Microseconds for one message."""
SEED: Final = 1
LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
CHINESE: Final = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
"""As many characters as people write."""
LENGTHS: Final = {"short": (4, 40), "of 200 characters": (200, 200), "the longest": (4096, 4096)}
"""Characters of a message; the goal is for all that people write by hand."""


class Looking(Struct):
    """Microseconds of CPU a message, by its kind, one figure for each repeat."""

    machine: dict[str, str]
    seconds_to_build: float = 0.0
    costs: dict[str, list[float]] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        """How many kinds of messages cost more than they may; the longest have no goal."""
        asked = (costs for name, costs in self.costs.items() if "longest" not in name)
        return sum(median(costs) > GOAL for costs in asked)


def measure(looking: Looking, say: Callable[[str], None]) -> None:
    """Build the list and look at messages in both scripts."""
    dice = random.Random(SEED)
    started = time.process_time()
    words = Words(_list(dice))
    looking.seconds_to_build = time.process_time() - started
    for script, letters in (("Chinese", CHINESE), ("Latin", LATIN + " ")):
        for length, bounds in LENGTHS.items():
            messages = _messages(dice, letters, bounds)
            costs = [_cost(words, messages) for _ in range(REPEATS)]
            looking.costs[f"{script}/{length}"] = costs
            say(f"{script}, {length}: {median(costs):.1f} us a message")


def _list(dice: random.Random) -> Iterator[tuple[str, str]]:
    for place in range(WORDS):
        letters, shortest = (LATIN, 5) if place % 2 else (CHINESE, 2)
        word = "".join(dice.choices(letters, k=dice.randint(shortest, shortest + 4)))
        yield word, dice.choice(LEVELS)


def _messages(dice: random.Random, letters: str, bounds: tuple[int, int]) -> list[str]:
    most = max(100, MESSAGES * LENGTHS["short"][1] // (bounds[1] * 2))
    return ["".join(dice.choices(letters, k=dice.randint(*bounds))) for _ in range(most)]


def _cost(words: Words, messages: Sequence[str]) -> float:
    started = time.process_time()
    for message in messages:
        words.judge(message)
    return (time.process_time() - started) / len(messages) * 1e6


def render(looking: Looking) -> str:
    """A table of all costs."""
    head = ["script", "message", "us a message", "lowest", "highest"]
    lines = [
        [*name.split("/"), number(median(costs), 1), number(min(costs), 1), number(max(costs), 1)]
        for name, costs in looking.costs.items()
    ]
    built = f"{WORDS:,} words, built in {looking.seconds_to_build:.1f} s"
    return f"{built}\n\n{table(head, lines)}"
