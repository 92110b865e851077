"""Postids in the order of commits: a writer waits for earlier writers to the same place.

A sequence orders numbers by the time they are drawn, not by when they become visible: a reader who
continues after the highest number seen would miss a smaller one that is committed later. So the
number is drawn under a lock that is held until the transaction ends. Items for one user need no
such lock: models/delivery.py.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Text, bindparam, func, insert, select
from sqlalchemy.sql.dml import ReturningInsert

from models.base import Base

Row = TypeVar("Row", bound=Base)


def insert_in_order(
    table: type[Row], place: str, values: dict[str, Any]
) -> tuple[ReturningInsert[Row], dict[str, Any]]:
    """The statement that inserts one row after earlier writers to the place, and its values.

    It returns the row.
    """
    given = {_place_of(name): value for name, value in values.items()}
    return _entry(table, tuple(values)), given | {"place": place}


@cache
def _entry(table: Any, names: tuple[str, ...]) -> ReturningInsert[Any]:
    place: Any = bindparam("place", type_=Text)
    lock = func.pg_advisory_xact_lock(func.hashtextextended(place, 0))
    # A function with effects is called in a CTE of its own, before the row's number is drawn.
    turn = select(lock.label("turn")).cte("turn")
    columns = [getattr(table, name) for name in names]
    row: list[Any] = [bindparam(_place_of(one.key), type_=one.type) for one in columns]
    entry = insert(table).from_select(columns, select(*row).select_from(turn))
    # The ORM would take values that are given at the execution for those of VALUES.
    return entry.returning(table).execution_options(dml_strategy="orm")


def _place_of(column: str) -> str:
    # A column's own name is that of a value of VALUES, which this statement does not have.
    return f"new_{column}"
