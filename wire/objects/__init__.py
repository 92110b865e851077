"""Every JSON object of the protocol, key by key, as msgspec structs.

`X | None` may be null; `X | UnsetType = UNSET` may be absent. Rows of the same column names
become an object by `of(Struct, row)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def of(kind: type[T], row: Any, **more: Any) -> T:
    """The wire object of a row (or of anything with the object's keys as attributes).

    `more` are keys the row does not have.
    """
    if not more:
        return msgspec.convert(row, kind, from_attributes=True)
    wanted = {name for name in fields(kind) if name not in more and hasattr(row, name)}
    return kind(**more, **{name: getattr(row, name) for name in wanted})


def present(kind: type[T], row: Any, **more: Any) -> T:
    """Like `of`, for objects whose keys are absent rather than null."""
    found = {name: getattr(row, name) for name in fields(kind) if name not in more}
    return kind(**more, **{name: value for name, value in found.items() if value is not None})


def fields(kind: Any) -> tuple[str, ...]:
    return tuple(kind.__struct_fields__)


def all_of(kind: type[T], rows: Iterable[Any]) -> list[T]:
    return [of(kind, row) for row in rows]
