"""Rows that operations make, change, look through and delete."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.base import Base
from models.errors import Forbidden

B = TypeVar("B", bound=Base)


def store(db: Session, kind: type[B], key: object | None, **columns: Any) -> B:
    """Change the row with this key (a tuple if it has several columns); without a key, make a row.

    None keeps the present value; an empty text or object clears a column that may be null. Raises
    NotFound.
    """
    known = inspect(kind).columns
    row = kind() if key is None else kind.get(db, key, lock=True)
    for name, value in columns.items():
        if value is not None:
            setattr(row, name, None if value in ("", {}) and known[name].nullable else value)
    db.add(row)
    db.flush()  # for the id, and so that what the database refuses is refused here
    return row


def remove(db: Session, row: Base) -> None:
    """Delete a row; raises Forbidden while others refer to it."""
    try:
        with db.begin_nested():
            db.delete(row)
    except IntegrityError:
        raise Forbidden(f"this {row.noun} is in use") from None


def newest(db: Session, kind: type[B], limit: int) -> list[B]:
    """Rows, the highest keys first."""
    keys = [column.desc() for column in inspect(kind).primary_key]
    return list(db.scalars(select(kind).order_by(*keys).limit(limit)))


def columns(row: Base) -> dict[str, Any]:
    """All columns of a row by name."""
    return {one.key: getattr(row, one.key) for one in inspect(type(row)).column_attrs}
