"""Conditions that leave a plan one way, whatever the statistics say.

`between` and `order` read a page of an owner's rows as one range of the index on (owner, key ...).
With `owner = X ORDER BY key` a plan may also walk the primary key until it meets enough rows of the
owner, or read all rows of the owner and sort them. Statistics decide which, and they are wrong for
owners who have much more than others. Comparing pairs leaves only the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

BEFORE_ALL, AFTER_ALL = -1, 2**63 - 1
"""Bounds that leave nothing out: all keys lie between them."""

Column = InstrumentedAttribute[Any]
Bound = int | tuple[int, ...] | ColumnElement[int] | None


def between(
    owner: Column, value: Any, *keys: Column, after: Bound = None, before: Bound = None
) -> ColumnElement[bool]:
    """The condition that a row is one of the owner `value`, with after < keys < before.

    None: no bound. `keys`: never negative. `value` may be a column of another table.
    """
    low, high = _whole(after, BEFORE_ALL), _whole(before, AFTER_ALL)
    # An index of owners that may be null leaves out rows without one.
    return and_(
        owner.is_not(None),
        tuple_(owner, *keys[: len(low)]) > tuple_(value, *low),
        tuple_(owner, *keys[: len(high)]) < tuple_(value, *high),
    )


def exists(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a row exists, looked up by an index for each row that asks.

    A plain EXISTS may become a join that reads the whole other table, if statistics say so.
    """
    # The planner rewrites no subquery that has an OFFSET.
    return select(literal_column("1")).where(*which).offset(literal_column("0")).exists()


def order(owner: Column, *keys: Column, oldest_first: bool = False) -> Sequence[ColumnElement[Any]]:
    """What to order by for such a page, newest first by default."""
    return [one.asc() if oldest_first else one.desc() for one in (owner, *keys)]


def _whole(bound: Bound, end: int) -> tuple[Any, ...]:
    if bound is None:
        return (end,)
    return bound if isinstance(bound, tuple) else (bound,)
