"""Uploaded phone books, and the users found by them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    Select,
    TableValuedAlias,
    Text,
    and_,
    delete,
    exists,
    func,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import TypeEngine

from models import meeting, ranges
from models.base import Base, Now, Plain
from models.friend import Friend
from models.user import User

WAITING_SECONDS = 30 * 86_400
"""How long a match waits for an uploader who is offline."""

Found = Row[Any]
"""A user who was found (the columns of the `user` object), and `phone` as `owner` spelt it."""


class Entry(NamedTuple):
    """A line of an upload; `name` null = not given."""

    phone: str
    number: str
    name: str | None


class Contact(Base):
    """A number in the phone book of `owner`, one row per spelling and number in it.

    `phone` is returned exactly as uploaded. `number` is what is compared: E.164, or "?" and the
    digits of a text that is no possible number. `time` is that of the last upload.
    """

    __tablename__ = "contacts"

    owner: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True
    )
    phone: Mapped[Plain] = mapped_column(primary_key=True)
    number: Mapped[Plain] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    time: Mapped[Now]

    __table_args__ = (Index(None, "number", "owner"),)

    @classmethod
    def merge(cls, db: Session, owner: int, entries: Sequence[Entry], now: int) -> None:
        """Add lines to a phone book; a given name takes the place of the old one.

        `entries`: sorted. Numbers that were read from the same spelling before are deleted.
        """
        if not entries:
            return
        cls._forget_readings(db, owner, entries)
        lines = _rows(Text, zip(*entries, strict=True), Entry._fields)
        values = select(literal(owner), literal(now), *lines.columns)
        new = insert(cls).from_select(["owner", "time", *Entry._fields], values)
        merged = new.on_conflict_do_update(
            index_elements=[cls.owner, cls.phone, cls.number],
            set_={
                "name": func.coalesce(new.excluded.name, cls.name),
                "time": new.excluded.time,
            },
        )
        db.execute(merged)

    @classmethod
    def _forget_readings(cls, db: Session, owner: int, entries: Sequence[Entry]) -> None:
        lines = _rows(Text, zip(*entries, strict=True), Entry._fields)
        spelled = exists().where(lines.c.phone == cls.phone)
        read = exists().where(lines.c.phone == cls.phone, lines.c.number == cls.number)
        gone = delete(cls).where(cls.owner == owner, spelled, ~read)
        db.execute(gone, execution_options={"synchronize_session": False})

    @classmethod
    def size(cls, db: Session, owner: int) -> tuple[int, int]:
        """Return how many (spellings, different numbers) a phone book has."""
        counted = select(func.count(), func.count(cls.number.distinct()))
        spellings, numbers = db.execute(counted.where(cls.owner == owner)).one()
        return spellings, numbers

    @classmethod
    def found_by_upload(cls, db: Session, owner: int, time: int) -> list[Found]:
        """Return the users found by the lines that were uploaded at `time`."""
        query = found().where(cls.owner == owner, cls.time == time)
        return list(db.execute(query))

    @classmethod
    def who_has(cls, db: Session, uid: int) -> list[Found]:
        """Return a user once for every spelling of the user's number in any phone book."""
        return list(db.execute(found().where(User.uid == uid)))


def found() -> Select[Any]:
    """Return the query of users found by phone books, without friends and blocked ones."""
    return (
        select(*User.shown(), Contact.phone, Contact.owner)
        .select_from(Contact)
        .join(User, and_(User.phone == Contact.number, User.uid != Contact.owner))
        .where(User.find_by_phone == 1)
        .where(~is_friend(), ~meeting.apart(Contact.owner, User.uid))
        .order_by(Contact.owner, User.uid, Contact.phone)
    )


def is_friend() -> ColumnElement[bool]:
    """Return the condition that the uploader has the found user as friend."""
    return ranges.exists(Friend.owner == Contact.owner, Friend.uid == User.uid)


def _rows(
    kind: type[TypeEngine[Any]], columns: Iterable[Sequence[Any]], names: Sequence[str]
) -> TableValuedAlias:
    """Return columns of values as rows, so that thousands are sent in one statement."""
    arrays = [literal(list(column), ARRAY(kind)) for column in columns]
    return func.unnest(*arrays).table_valued(*names).render_derived()


class Waiting(NamedTuple):
    """An uploader for whom matches wait, and since when."""

    time: int
    owner: int


class ContactMatch(Base):
    """A user found in a phone book; pushed to the uploader `owner` once per pair.

    A new upload may push it again. It waits while `push_time` is null, for at most 30 days.
    """

    __tablename__ = "contact_matches"

    owner: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True
    )
    # the user who was found
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    create_time: Mapped[Now]
    push_time: Mapped[int | None]

    __table_args__ = (
        Index(
            "ix_contact_matches_waiting",
            "create_time",
            "owner",
            postgresql_where=text("push_time IS NULL"),
        ),
    )

    @classmethod
    def record(
        cls, db: Session, pairs: Iterable[tuple[int, int]], online: set[int], now: int
    ) -> None:
        """Store (owner, uid) pairs: as pushed for owners who are online, as waiting for others."""
        # sorted: two transactions lock the same rows in the same order
        noted = [
            (owner, uid, now if owner in online else None) for owner, uid in sorted(set(pairs))
        ]
        if not noted:
            return
        names = ("owner", "uid", "push_time")
        rows = _rows(BigInteger, zip(*noted, strict=True), names)
        values = select(literal(now), *rows.columns)
        new = insert(cls).from_select(["create_time", *names], values)
        again = new.on_conflict_do_update(
            index_elements=[cls.owner, cls.uid],
            set_={"create_time": new.excluded.create_time, "push_time": new.excluded.push_time},
        )
        db.execute(again)

    @classmethod
    def known(cls, db: Session, uid: int) -> set[int]:
        """Return the uploaders for whom a user was found before, whether pushed or waiting."""
        return set(db.scalars(select(cls.owner).where(cls.uid == uid)))

    @classmethod
    def take_waiting(cls, db: Session, owners: Sequence[int], now: int) -> list[Found]:
        """Mark the waiting matches of uploaders as pushed, and return them."""
        told = (
            update(cls)
            .where(cls.owner.in_(owners), cls.push_time.is_(None))
            .where(cls.create_time > now - WAITING_SECONDS)
            .values(push_time=now)
            .returning(cls.owner, cls.uid)
            .cte("told")
        )
        waiting = and_(told.c.owner == Contact.owner, told.c.uid == User.uid)
        return list(db.execute(found().join(told, waiting)))

    @classmethod
    def waiting(cls, db: Session, after: Waiting, limit: int) -> list[Waiting]:
        """The uploaders for whom matches wait, in the order of the times of these.

        At most `limit`, after the place `after`; an uploader comes once for each time.
        """
        place = (cls.create_time, cls.owner)
        query = select(*place).where(cls.push_time.is_(None), tuple_(*place) > tuple_(*after))
        rows = db.execute(query.distinct().order_by(*place).limit(limit))
        return [Waiting(*row) for row in rows]

    @classmethod
    def drop_expired(cls, db: Session, now: int, limit: int) -> int:
        """Delete matches that waited too long, at most `limit` rows; return how many."""
        old = select(cls.owner, cls.uid).where(
            cls.push_time.is_(None), cls.create_time <= now - WAITING_SECONDS
        )
        # A common table expression runs once; a subquery might be run again, with other rows.
        doomed = old.limit(limit).with_for_update(skip_locked=True).cte("doomed")
        gone = delete(cls).where(cls.owner == doomed.c.owner, cls.uid == doomed.c.uid)
        return len(db.execute(gone.returning(cls.uid)).all())
