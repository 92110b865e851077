"""Postids in the order of commits: a writer waits for earlier writers to the same place.

A sequence orders numbers by the time they are drawn, not by when they become visible: a reader who
continues after the highest number seen would miss a smaller one that is committed later. So the
number is drawn under a lock that is held until the transaction ends. Items for one user need no
such lock: models/delivery.py.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import func, insert, literal, select
from sqlalchemy.sql.dml import ReturningInsert

T = TypeVar("T")


def insert_in_turn(table: type[T], place: str, values: dict[str, Any]) -> ReturningInsert[T]:
    """The statement that inserts one row after earlier writers to the place, and returns it."""
    lock = func.pg_advisory_xact_lock(func.hashtextextended(literal(place), 0))
    # A function with effects is called in a CTE of its own, before the row's number is drawn.
    turn = select(lock.label("turn")).cte("turn")
    columns = [getattr(table, name) for name in values]
    row = [literal(values[column.key], column.type) for column in columns]
    entry = insert(table).from_select(columns, select(*row).select_from(turn))
    return entry.returning(table)
