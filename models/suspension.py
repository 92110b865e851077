"""Suspended accounts, which may not be used for a time or for ever."""

from __future__ import annotations

from sqlalchemy import ForeignKey, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now
from models.errors import NotFound

FOR_EVER = 0
"""The value for the end of a suspension that has no end."""


class Suspension(Base):
    """Nobody can log in to this account until `until` (unix seconds; null: without end)."""

    __tablename__ = "suspensions"
    noun = "suspension"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    until: Mapped[int | None]
    time: Mapped[Now]

    @classmethod
    def put(cls, db: Session, uid: int, until: int | None, now: int) -> None:
        """Suspend an account, in place of an earlier suspension."""
        values = {"until": until, "time": now}
        entry = insert(cls).values(uid=uid, **values)
        db.execute(entry.on_conflict_do_update(index_elements=[cls.uid], set_=values))

    @classmethod
    def lift(cls, db: Session, uid: int) -> None:
        """End the suspension of an account; raises NotFound."""
        if db.scalar(delete(cls).where(cls.uid == uid).returning(cls.uid)) is None:
            raise NotFound(cls.noun)

    @classmethod
    def until_of(cls, db: Session, uid: int, now: int) -> int | None:
        """Until when an account is suspended (FOR_EVER: without end); None: it is not suspended."""
        now_on = or_(cls.until.is_(None), cls.until > now)
        row = db.execute(select(cls.until).where(cls.uid == uid, now_on)).first()
        return None if row is None else row.until or FOR_EVER
