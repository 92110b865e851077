"""Texts that others will see, compared with a list of words that operations keep.

However many words there are, a text is read once (Aho and Corasick's algorithm). Compared are the
texts as people read them: width, case and blanks make no difference.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick

REFUSE, REVIEW, MASK = "refuse", "review", "mask"
LEVELS = (REFUSE, REVIEW, MASK)
MASKED = "*"


class Verdict(NamedTuple):
    """`text`: what may be shown; `review`: operations are to look at it."""

    text: str
    refused: bool = False
    review: bool = False


def normalised(text: str) -> str:
    """A text as it is compared: NFKC, case folded, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _bytes(text: str) -> str:
    """A normalised text as its UTF-8, one character for each byte.

    The library looks through all successors of a state one by one: there are 256 of them at most,
    and not as many as Chinese has characters. No word is found across characters: UTF-8 shows
    where each begins.
    """
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


class Words:
    """A list of words with their levels, made to be looked for all at once."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word, level in words:
            if plain := _bytes(normalised(word)):
                self._automaton.add_word(plain, (len(plain), level))
        self._empty = len(self._automaton) == 0
        if not self._empty:
            self._automaton.make_automaton()

    def judge(self, text: str) -> Verdict:
        """What becomes of a text."""
        if self._empty:
            return Verdict(text)
        plain = _bytes(normalised(text))
        found = [(end, *what) for end, what in self._automaton.iter(plain)]
        if not found:
            return Verdict(text)
        levels = {level for _, _, level in found}
        if REFUSE in levels:
            return Verdict(text, refused=True)
        spans = [(end + 1 - size, end) for end, size, level in found if level == MASK]
        return Verdict(_masked(text, spans), review=REVIEW in levels)


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with what stands at these places of its normalised bytes covered."""
    origin = [place for place, one in enumerate(text) for _ in _bytes(normalised(one))]
    covered: set[int] = set()
    for first, last in spans:
        # Characters that compose with their neighbours may shorten the normalised form.
        inside = origin[first : last + 1]
        covered |= set(range(inside[0], inside[-1] + 1)) if inside else set()
    return "".join(MASKED if place in covered else one for place, one in enumerate(text))
