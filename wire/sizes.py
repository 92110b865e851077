"""How long the JSON text of a parameter may be, as its own annotation bounds it."""

from __future__ import annotations

import math
from typing import Any

from msgspec import inspect

SIGN = 12
"""The most bytes of one character: an escaped pair of surrogates."""
PLAIN = 128
"""Bytes of a number, a flag or null, with room for blanks around it and superfluous digits."""


def longest(annotation: Any) -> float:
    """The most bytes of JSON text that a value can need; math.inf for a type without a bound."""
    return _longest(inspect.type_info(annotation))


def of_object(parts: dict[str, float]) -> float:
    """The same for an object with these keys, each with values of the given length."""
    return PLAIN + sum(len(name) + PLAIN + size for name, size in parts.items())


def _longest(kind: inspect.Type) -> float:
    if isinstance(kind, inspect.Metadata):
        return _longest(kind.type)
    if isinstance(kind, inspect.StrType):
        return _text(kind)
    if isinstance(kind, inspect.ListType):
        return PLAIN + _times(kind.max_length, _longest(kind.item_type) + 2)
    if isinstance(kind, inspect.UnionType):
        return max(_longest(one) for one in kind.types)
    if isinstance(kind, inspect.DictType | inspect.AnyType | inspect.StructType):
        return math.inf
    return PLAIN


def _text(kind: inspect.StrType) -> float:
    if kind.max_length is None and kind.pattern is not None:
        # Patterns without a length are those of short ids.
        return PLAIN * SIGN
    return PLAIN + _times(kind.max_length, SIGN)


def _times(count: int | None, size: float) -> float:
    return math.inf if count is None else count * size
