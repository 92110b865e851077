"""Counting rows up to a limit."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session


def up_to(db: Session, limit: int, *which: ColumnElement[bool]) -> int:
    """How many rows match, at most `limit`: counting a longer list costs no more."""
    some = select(literal(1).label("one")).where(*which).limit(limit).subquery()
    return db.scalar(select(func.count()).select_from(some)) or 0
