"""Accounts whose owners asked for deletion and may still cancel it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from models import ranges
from models.base import Base, Now

# For statements written in SQL; the same as `is_open`.
OPEN = "NOT EXISTS (SELECT FROM closures WHERE closures.uid = {uid} OFFSET 0)"


class Closure(Base):
    """The account is closed; it is erased at `due` (unix seconds) unless its owner logs in before.

    Until then functions treat it as if it did not exist.
    """

    __tablename__ = "closures"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    time: Mapped[Now]
    due: Mapped[int] = mapped_column(index=True)

    @classmethod
    def put(cls, db: Session, uid: int, now: int, due: int) -> None:
        """Close an account; an account that is closed already keeps its `due`."""
        entry = insert(cls).values(uid=uid, time=now, due=due)
        db.execute(entry.on_conflict_do_nothing())

    @classmethod
    def lift(cls, db: Session, uid: int) -> None:
        """Open an account again if it is closed."""
        db.execute(delete(cls).where(cls.uid == uid))

    @classmethod
    def next_due(cls, db: Session, now: int) -> int | None:
        """An account that is due to be erased."""
        query = select(cls.uid).where(cls.due <= now).order_by(cls.due, cls.uid)
        return db.scalar(query.limit(1))


def is_closed(uid: ColumnElement[int] | Any) -> ColumnElement[bool]:
    """The condition that an account is closed; `uid`: a uid, or a column of uids."""
    closure = aliased(Closure)
    return ranges.exists(closure.uid == uid)
