"""Friend lists."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    any_,
    delete,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import meeting, ranges
from models.base import NEWEST, Base, Before, Now
from models.closure import is_closed
from models.prepared import prepared, prepared_rows
from models.statements import NUMBERS, Value
from models.user import User


class Friend(Base):
    """A one-way entry in the list of `owner`; `uid`, `type` and `time` are the friend line.

    `type`: 0 added by hand, 2 came through that person, 3 that person accepted my invite,
    others as given by the client.
    """

    __tablename__ = "friends"
    noun = "friend"

    owner: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True
    )
    # for the opposite question: who has the author of a post as friend
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    type: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    time: Mapped[Now]

    __table_args__ = (Index(None, "owner", "time", "uid"),)

    @classmethod
    def owners(cls, db: Session, uid: int, limit: int | None = None) -> list[int]:
        """Those who have a user as friend; with a limit, only some of them."""
        return [owner for (owner,) in _owners(db, uid, limit)]

    @classmethod
    def owners_among(cls, db: Session, uid: int, others: Iterable[int]) -> set[int]:
        """Those of the others who have a user as friend."""
        return {owner for (owner,) in _owners_among(db, uid, list(others))}

    @classmethod
    def showing(cls, db: Session, uid: int, owners: Sequence[int]) -> list[int]:
        """Those of `owners` who have a user as friend and show friends when they are online."""
        found = {owner for (owner,) in _showing(db, uid, list(owners))}
        return [owner for owner in owners if owner in found]

    @classmethod
    def page(
        cls,
        db: Session,
        reader: int,
        owner: int,
        offset: int,
        limit: int,
        before: Before | None = None,
    ) -> list[Any]:
        """The friends of a user, newest first: rows with the columns.

        None for a reader who may not meet that user.
        """
        return _page(db, reader, owner, *(before or NEWEST), offset, limit)

    @classmethod
    def add(
        cls, db: Session, owner: int, uids: Sequence[int], type_: int | None, now: int
    ) -> list[int]:
        """Put users on a list if they exist; return those who were not on it before.

        Those on it already keep their time, and their type when `type_` is None.
        """
        if not uids:
            return []
        # sorted: two transactions lock the same rows in the same order
        rows = [
            {"owner": owner, "uid": uid, "type": type_ or 0, "time": now} for uid in sorted(uids)
        ]
        new = insert(cls).values(rows)
        if type_ is None:
            return list(db.scalars(new.on_conflict_do_nothing().returning(cls.uid)))
        again = new.on_conflict_do_update(
            index_elements=[cls.owner, cls.uid], set_={"type": new.excluded.type}
        )
        # xmax is 0 only in a row that was just inserted: no transaction has locked or updated it
        is_new: ColumnElement[bool] = literal_column("friends.xmax = 0")
        made = db.execute(again.returning(cls.uid, is_new))
        return [uid for uid, new_row in made if new_row]

    @classmethod
    def remove(cls, db: Session, owner: int, uids: Iterable[int]) -> None:
        """Take users off a list; those who are not on it are ignored."""
        query = delete(cls).where(cls.owner == owner, cls.uid.in_(uids))
        db.execute(query, execution_options={"synchronize_session": False})

    @classmethod
    def end(cls, db: Session, uid: int, others: Sequence[int]) -> None:
        """Take users off the list of `uid`, and `uid` off theirs."""
        mine, theirs = (cls.owner == uid) & cls.uid.in_(others), cls.uid == uid
        query = delete(cls).where(or_(mine, theirs & cls.owner.in_(others)))
        db.execute(query, execution_options={"synchronize_session": False})

    @classmethod
    def make_mutual(cls, db: Session, uid: int, other: int, type_: int, now: int) -> list[int]:
        """Put two users on each other's lists; return who was not yet on the other's list."""
        # sorted: two transactions lock the same rows in the same order
        pairs = sorted([(uid, other), (other, uid)])
        rows = [{"owner": one, "uid": two, "type": type_, "time": now} for one, two in pairs]
        add = insert(cls).values(rows).on_conflict_do_nothing().returning(cls.uid)
        return list(db.scalars(add))

    @classmethod
    def add_new(
        cls, db: Session, entries: Iterable[tuple[int, int, int]], now: int
    ) -> list[tuple[int, int]]:
        """Add (owner, uid, type) entries that do not exist yet; return the new (owner, uid)."""
        # sorted: two transactions lock the same rows in the same order
        rows = [
            {"owner": owner, "uid": uid, "type": type_, "time": now}
            for owner, uid, type_ in sorted(entries)
        ]
        if not rows:
            return []
        new = insert(cls).values(rows).on_conflict_do_nothing()
        return [(row.owner, row.uid) for row in db.execute(new.returning(cls.owner, cls.uid))]


@prepared_rows()
def _page(
    reader: Value, owner: Value, time: Value, uid: Value, offset: Value, limit: Value
) -> Select[Friend]:
    rows = select(Friend).where(~meeting.apart(reader, owner), ~is_closed(Friend.uid))
    place = (Friend.owner, owner, Friend.time, Friend.uid)
    return ranges.page(rows, *place, before=(time, uid)).offset(offset).limit(limit)


@prepared()
def _owners(uid: Value, limit: Value) -> Select[int]:
    return select(Friend.owner).where(Friend.uid == uid).limit(limit)


@prepared(others=NUMBERS)
def _owners_among(uid: Value, others: Value) -> Select[int]:
    return select(Friend.owner).where(Friend.uid == uid, Friend.owner == any_(others))


@prepared(owners=NUMBERS)
def _showing(uid: Value, owners: Value) -> Select[int]:
    shown = (User.show_online == 1) & ~meeting.apart(uid, Friend.owner)
    query = select(Friend.owner).join(User, User.uid == Friend.owner)
    return query.where(Friend.owner == any_(owners), Friend.uid == uid, shown)
