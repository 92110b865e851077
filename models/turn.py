"""Postids in the order of commits: whoever writes to a place waits for those before.

A sequence gives numbers out when they are drawn, not when they become visible: a reader who goes
on from the highest number seen would miss a smaller one that is committed later. So the number is
drawn under a lock that is held until the transaction ends. Items for one user need no such lock:
models/delivery.py.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import func, insert, literal, select
from sqlalchemy.sql.dml import ReturningInsert

T = TypeVar("T")


def insert_in_turn(table: type[T], place: str, values: dict[str, Any]) -> ReturningInsert[T]:
    """The statement that inserts one row when its turn at the place has come, and returns it."""
    lock = func.pg_advisory_xact_lock(func.hashtextextended(literal(place), 0))
    # A function with effects is worked out in a CTE of its own, before the row's number is drawn.
    turn = select(lock.label("turn")).cte("turn")
    columns = [getattr(table, name) for name in values]
    row = [literal(values[column.key], column.type) for column in columns]
    entry = insert(table).from_select(columns, select(*row).select_from(turn))
    return entry.returning(table)
