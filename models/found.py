"""Strangers whom users found by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, any_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import ranges
from models.base import Base, Key, Now
from models.friend import Friend
from models.limits import COUNTED_SECONDS
from models.phonebook import Contact
from models.prepared import Prepared, prepared
from models.statements import NUMBERS, Value
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
        return dict(_RECENT.all(db, owner=owner, since=now - COUNTED_SECONDS))

    @classmethod
    def among(cls, db: Session, owner: int, users: Sequence[User]) -> set[int]:
        """Of these users: the uids of those who are strangers to `owner`."""
        if not users:
            return set()
        return {uid for (uid,) in _strangers(db, owner, [user.uid for user in users])}

    @classmethod
    def record(cls, db: Session, owner: int, uids: Iterable[int], now: int) -> None:
        """Store whom a user found just now."""
        if found := sorted(uids):
            _RECORD.all(db, owner=owner, uids=found, now=now)

    @classmethod
    def is_old(cls, now: int) -> ColumnElement[bool]:
        """The condition that a row does not count any more."""
        return cls.time <= now - COUNTED_SECONDS


_RECENT = Prepared("""
SELECT uid, time FROM found_strangers WHERE owner = %(owner)s AND time > %(since)s
""")
_RECORD = Prepared("""
INSERT INTO found_strangers (owner, uid, time)
SELECT %(owner)s::bigint, uid, %(now)s::bigint FROM unnest(%(uids)s::bigint[]) AS uid
ON CONFLICT (owner, uid) DO UPDATE SET time = excluded.time
""")


@prepared(uids=NUMBERS)
def _strangers(owner: Value, uids: Value) -> Select[int]:
    friend = ranges.exists(Friend.owner == owner, Friend.uid == User.uid)
    known = ranges.exists(Contact.owner == owner, Contact.number == User.phone)
    some = select(User.uid).where(User.uid == any_(uids))
    return some.where(~or_(friend, known, User.uid == owner))
