"""Users' blocks, and the users and groups whose posts and alerts they do not want."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from sqlalchemy import ForeignKey, Index, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from models import ranges
from models.base import Base, Now
from models.errors import NotFound
from models.user import User

MOST = 2_000
"""The most users on one list."""
QUIETLY = {"synchronize_session": False}


class Full(Exception):
    """The list has `MOST` users already."""


class PeopleList(Base):
    """Users on a list that belongs to `owner`."""

    __abstract__ = True

    owner: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True
    )
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    time: Mapped[Now]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Index]:
        return (Index(None, "owner", "time", "uid"),)

    @classmethod
    def add(cls, db: Session, owner: int, uids: Sequence[int], now: int) -> list[int]:
        """Put users on the list; return those who exist. The owner is skipped.

        Raises NotFound when none of them exists, and Full.
        """
        # FOR UPDATE: a transaction that makes friends with one of them finishes first, or waits for
        # us.
        held = select(User.uid).where(User.uid.in_([*uids, owner])).order_by(User.uid)
        known = [uid for uid in db.scalars(held.with_for_update()) if uid in uids]
        if not known:
            raise NotFound(User.noun)
        rows = [{"owner": owner, "uid": uid, "time": now} for uid in known if uid != owner]
        if rows:
            db.execute(insert(cls).values(rows).on_conflict_do_nothing())
        if (db.scalar(select(func.count()).where(cls.owner == owner)) or 0) > MOST:
            raise Full
        return known

    @classmethod
    def remove(cls, db: Session, owner: int, uids: Sequence[int]) -> None:
        """Take users off the list; those who are not on it are ignored."""
        gone = delete(cls).where(cls.owner == owner, cls.uid.in_(uids))
        db.execute(gone, execution_options=QUIETLY)

    @classmethod
    def page(cls, db: Session, owner: int, offset: int, limit: int) -> list[Self]:
        """The list, newest first."""
        rows = ranges.page(select(cls), cls.owner, owner, cls.time, cls.uid)
        return list(db.scalars(rows.offset(offset).limit(limit)))


class Block(PeopleList):
    """`owner` has blocked `uid`; models/meeting.py decides what that means for both."""

    __tablename__ = "blocks"


class Mute(PeopleList):
    """`owner` wants no alert and no `newpost` because of `uid`."""

    __tablename__ = "mutes"


class GroupMute(Base):
    """A user wants no alert and no `newpost` of a group."""

    __tablename__ = "group_mutes"

    gid: Mapped[int] = mapped_column(ForeignKey("groups.gid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )

    @classmethod
    def switch(cls, db: Session, gid: int, uid: int, on: int) -> None:
        """Mute or unmute a group for a user."""
        if on:
            db.execute(insert(cls).values(gid=gid, uid=uid).on_conflict_do_nothing())
        else:
            gone = delete(cls).where(cls.gid == gid, cls.uid == uid)
            db.execute(gone, execution_options=QUIETLY)
