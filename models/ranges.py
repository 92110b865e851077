"""Queries that leave a plan one way, whatever the statistics say.

`page` reads a page of an owner's rows as one range of the index on (owner, key ...). With
`owner = X ORDER BY key` a plan may also walk the primary key until it meets enough rows of the
owner, or read all rows of the owner and sort them. Statistics decide which, and they are wrong for
owners who have much more than others. Comparing pairs leaves only the index.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, literal_column, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

BEFORE_ALL, AFTER_ALL = -1, 2**63 - 1
"""Bounds that leave nothing out: all keys lie between them."""

Column = InstrumentedAttribute[Any]
Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])
Bound = int | tuple[int, ...] | ColumnElement[int] | None


def page(
    query: Rows,
    owner: Column,
    value: Any,
    *keys: Column,
    after: Bound = None,
    before: Bound = None,
    oldest_first: bool = False,
) -> Rows:
    """The rows of the owner `value` with after < keys < before, newest first by default.

    None: no bound. `keys`: never negative. `value` may be a column of another table.
    """
    low, high = _whole(after, BEFORE_ALL), _whole(before, AFTER_ALL)
    within = (
        # An index of owners that may be null leaves out rows without one.
        owner.is_not(None),
        tuple_(owner, *keys[: len(low)]) > tuple_(value, *low),
        tuple_(owner, *keys[: len(high)]) < tuple_(value, *high),
        # The same again: without values a planner takes a pair of rows for a ninth of the table.
        owner >= value,
        owner <= value,
    )
    order = (one.asc() if oldest_first else one.desc() for one in (owner, *keys))
    return query.where(*within).order_by(*order)


def bounds(after: int | None, before: int | None) -> tuple[int, int]:
    """The same bounds as numbers, for statements that are built once; `before` 0: none, too."""
    return BEFORE_ALL if after is None else after, before or AFTER_ALL


def exists(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a row exists, looked up by an index for each row that asks.

    A plain EXISTS may become a join that reads the whole other table, if statistics say so.
    """
    # The planner rewrites no subquery that has an OFFSET.
    return select(literal_column("1")).where(*which).offset(literal_column("0")).exists()


def _whole(bound: Bound, end: int) -> tuple[Any, ...]:
    if bound is None:
        return (end,)
    return bound if isinstance(bound, tuple) else (bound,)
