"""Friend lists."""

from collections.abc import Iterable

from sqlalchemy import ForeignKey, Index, SmallInteger, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now


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
    # also read the other way round: who has the author of a post as friend
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    type: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    time: Mapped[Now]

    __table_args__ = (Index(None, "owner", "time", "uid"),)

    @classmethod
    def owners(cls, db: Session, uid: int) -> list[int]:
        """Those who have a user as friend."""
        return list(db.scalars(select(cls.owner).where(cls.uid == uid)))

    @classmethod
    def make_mutual(cls, db: Session, uid: int, other: int, type_: int, now: int) -> list[int]:
        """Put two users on each other's lists; those who were not yet on the other's list."""
        # sorted: two transactions lock the same rows in the same order
        pairs = sorted([(uid, other), (other, uid)])
        rows = [{"owner": one, "uid": two, "type": type_, "time": now} for one, two in pairs]
        add = insert(cls).values(rows).on_conflict_do_nothing().returning(cls.uid)
        return list(db.scalars(add))

    @classmethod
    def add_new(
        cls, db: Session, entries: Iterable[tuple[int, int, int]], now: int
    ) -> list[tuple[int, int]]:
        """Add (owner, uid, type) entries where there is none; return the new (owner, uid)."""
        # sorted: two transactions lock the same rows in the same order
        rows = [
            {"owner": owner, "uid": uid, "type": type_, "time": now}
            for owner, uid, type_ in sorted(entries)
        ]
        if not rows:
            return []
        new = insert(cls).values(rows).on_conflict_do_nothing()
        return [(row.owner, row.uid) for row in db.execute(new.returning(cls.owner, cls.uid))]
