"""Which bytes of a file a request is for: RFC 9110, section 14."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import NamedTuple

MOST = 16
"""The most parts of one answer; a request for more gets the whole file."""
_SPEC = re.compile(r"(\d{0,19})-(\d{0,19})", re.ASCII)


class Part(NamedTuple):
    """Bytes `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def header(self, size: int) -> str:
        """The Content-Range of this part of a file of that size."""
        return f"bytes {self.first}-{self.last}/{size}"


class NotSatisfiable(Exception):
    """None of the ranges asked for is in the file."""


def parts(header: str, size: int) -> list[Part]:
    """The parts of a file that a Range header asks for; none = the whole file.

    A header that cannot be read, also one in other units, is ignored. Raises
    NotSatisfiable.
    """
    unit, _, text = header.partition("=")
    specs = [_SPEC.fullmatch(one.strip()) for one in text.split(",") if one.strip()]
    if unit.strip().lower() != "bytes" or not specs or len(specs) > MOST:
        return []
    found: list[Part] = []
    for spec in specs:
        if spec is None or spec[0] == "-" or _is_backwards(spec):
            return []
        found += _part(spec[1], spec[2], size)
    if not found:
        raise NotSatisfiable
    # Overlapping parts would make an answer larger than the file.
    return found if sum(part.size for part in found) <= size else []


def _is_backwards(spec: re.Match[str]) -> bool:
    return bool(spec[1] and spec[2]) and int(spec[2]) < int(spec[1])


def _part(first: str, last: str, size: int) -> list[Part]:
    if not first:
        length = min(int(last), size)
        return [Part(size - length, size - 1)] if length else []
    if int(first) >= size:
        return []
    return [Part(int(first), min(int(last), size - 1) if last else size - 1)]


def is_current(condition: str, tag: str, modified: float) -> bool:
    """Whether an If-Range condition holds: a strong tag, or the very time of the last change."""
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == tag
    try:
        return parsedate_to_datetime(condition).timestamp() == int(modified)
    except ValueError:
        return False


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match header names the tag; weakly, as for this header."""
    tags = [one.strip().removeprefix("W/") for one in header.split(",")]
    return "*" in tags or tag in tags
