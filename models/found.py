"""Strangers whom users found by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, ForeignKey, Index, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import ranges
from models.base import Base, Key, Now
from models.friend import Friend
from models.limits import COUNTED_SECONDS
from models.phonebook import Contact
from models.user import User


class FoundStranger(Base):
    """A stranger whom `owner` found by number, at `time` for the first time in 24 hours.

    Strangers are neither friends nor in one's own phone book.
    """

    __tablename__ = "found_strangers"

    id: Mapped[Key]
    owner: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    time: Mapped[Now] = mapped_column(index=True)

    __table_args__ = (Index(None, "owner", "uid", unique=True),)

    @classmethod
    def recent(cls, db: Session, owner: int, now: int) -> dict[int, int]:
        """The strangers whom a user found within the last 24 hours: by uid, when."""
        query = select(cls.uid, cls.time).where(cls.owner == owner)
        return {row.uid: row.time for row in db.execute(query.where(~cls.is_old(now)))}

    @classmethod
    def among(cls, db: Session, owner: int, users: Sequence[User]) -> set[int]:
        """Of these users: the uids of those who are strangers to `owner`."""
        friend = ranges.exists(Friend.owner == owner, Friend.uid == User.uid)
        known = ranges.exists(Contact.owner == owner, Contact.number == User.phone)
        some = select(User.uid).where(User.uid.in_(user.uid for user in users))
        return set(db.scalars(some.where(~or_(friend, known, User.uid == owner))))

    @classmethod
    def record(cls, db: Session, owner: int, uids: Iterable[int], now: int) -> None:
        """Store whom a user found just now."""
        rows = [{"owner": owner, "uid": uid, "time": now} for uid in sorted(uids)]
        if rows:
            new, keys = insert(cls).values(rows), [cls.owner, cls.uid]
            db.execute(new.on_conflict_do_update(index_elements=keys, set_={"time": now}))

    @classmethod
    def is_old(cls, now: int) -> ColumnElement[bool]:
        """The condition that a row does not count any more."""
        return cls.time <= now - COUNTED_SECONDS
