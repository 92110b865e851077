"""Counting rows, as far as somebody wants to know."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session


def up_to(db: Session, limit: int, *which: ColumnElement[bool]) -> int:
    """How many rows fit, but no more than `limit`, so that a long list costs no more either."""
    some = select(literal(1).label("one")).where(*which).limit(limit).subquery()
    return db.scalar(select(func.count()).select_from(some)) or 0
