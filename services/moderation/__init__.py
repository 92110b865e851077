"""Comparing texts that others will see with a list of words that operations keep.

The module `hook` asks an outside service about them.

However many words there are, a text is read once (Aho and Corasick's algorithm). Width, case and
blanks make no difference, as for people who read the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

REFUSE, REVIEW, MASK = "refuse", "review", "mask"
LEVELS = (REFUSE, REVIEW, MASK)
MASKED = "*"


class Verdict(NamedTuple):
    """`text`: what may be shown; `review`: operations have to look at it."""

    text: str
    refused: bool = False
    review: bool = False


def normalised(text: str) -> str:
    """A text as it is compared: NFKC, case folded, without blanks."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    # Lone surrogates, which are no text, become question marks: the library takes UTF-8.
    return plain if plain.isascii() else plain.encode("utf-8", "replace").decode()


class Words:
    """A list of words with their levels, in a form to search for all of them at once."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        known = {plain: level for word, level in words if (plain := normalised(word))}
        self._levels = list(known.values())
        self._automaton = AhoCorasick(
            list(known), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def judge(self, text: str) -> Verdict:
        """The verdict on a text."""
        if not self._levels:
            return Verdict(text)
        plain = normalised(text)
        found = self._automaton.find_matches_as_indexes(plain, overlapping=True)
        if not found:
            return Verdict(text)
        levels = {self._levels[word] for word, _, _ in found}
        if REFUSE in levels:
            return Verdict(text, refused=True)
        spans = [(start, end) for word, start, end in found if self._levels[word] == MASK]
        return Verdict(_masked(text, plain, spans), review=REVIEW in levels)


def _masked(text: str, plain: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these places of its normalised form, `plain`, masked."""
    places: Sequence[int] = range(len(text))
    if len(plain) != len(text) or plain != text.casefold():
        places = [place for place, one in enumerate(text) for _ in range(_length(one))]
    shown = list(text)
    for start, end in spans:
        # Characters that compose with their neighbours may shorten the normalised form.
        if inside := places[start:end]:
            covered = slice(inside[0], inside[-1] + 1)
            shown[covered] = MASKED * len(shown[covered])
    return "".join(shown)


@lru_cache(4096)
def _length(one: str) -> int:
    return len(normalised(one))
