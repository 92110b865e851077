"""Endorsers, the goods they stand for and their bookable times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Select,
    Text,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import meeting
from models.base import Base, Now, Words
from models.media import names_files
from models.merchandise import Merchandise
from models.prepared import prepared, prepared_rows
from models.statements import Value
from models.user import User


class Endorsement(Base):
    """What operations know of an endorser; a user is one while `endorsement_type` > 0."""

    __tablename__ = "endorsements"
    noun = "endorser"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    level: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    endorsement_point: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    consumer_point: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    endorsement_type: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    type: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    # place in the list of endorsers, highest first; not shown
    weight: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    # endorser since
    create_time: Mapped[Now]

    __table_args__ = (
        Index(
            "ix_endorsements_weight",
            "weight",
            postgresql_where=text("endorsement_type > 0"),
        ),
    )

    @classmethod
    def endorsers(cls, db: Session, reader: int, limit: int) -> list[Any]:
        """All endorsers whom `reader` may meet, in the order of operations' weights: rows."""
        return _endorsers(db, reader, limit)

    @classmethod
    def of_user(cls, db: Session, uid: int) -> Endorsement | None:
        """What operations know of a user, if that user is an endorser."""
        return db.scalar(select(cls).where(cls.uid == uid, cls.endorsement_type > 0))


class EndorsementItem(Base):
    """Goods an endorser stands for. Goods with this `mid` may be deleted; the item stays."""

    __tablename__ = "endorsement_items"
    noun = "endorsement item"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    mid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slogan: Mapped[Words]
    create_time: Mapped[Now]

    __table_args__ = (names_files("endorsement_items", "slogan"),)

    @classmethod
    def of_user(cls, db: Session, uid: int) -> list[tuple[EndorsementItem, Merchandise | None]]:
        """The items of an endorser, newest first, with the goods that still exist."""
        query = select(cls, Merchandise).outerjoin(Merchandise, Merchandise.mid == cls.mid)
        rows = db.execute(query.where(cls.uid == uid).order_by(cls.create_time.desc(), cls.mid))
        return [(item, goods) for item, goods in rows]


class EndorsementTime(Base):
    """A bookable time of any user, unix seconds; times may overlap but not start together."""

    __tablename__ = "endorsement_times"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    start_time: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    end_time: Mapped[int]

    __table_args__ = (CheckConstraint("start_time < end_time", name="order"),)

    @classmethod
    def of_user(cls, db: Session, uid: int) -> list[tuple[int, int]]:
        """A user's times as (start, end), by start."""
        return _times(db, uid)

    @classmethod
    def replace(cls, db: Session, uid: int, ends: Mapping[int, int]) -> None:
        """Replace all times of a user by these ({start: end})."""
        User.hold(db, uid)  # else two calls at once would leave a mixture
        db.execute(delete(cls).where(cls.uid == uid))
        rows = [{"uid": uid, "start_time": start, "end_time": end} for start, end in ends.items()]
        if rows:
            db.execute(insert(cls).values(rows))


@prepared_rows()
def _endorsers(reader: Value, limit: Value) -> Select[Endorsement]:
    one = Endorsement
    query = select(one).where(one.endorsement_type > 0, ~meeting.apart(reader, one.uid))
    return query.order_by(one.weight.desc(), one.uid).limit(limit)


@prepared()
def _times(uid: Value) -> Select[int, int]:
    one = EndorsementTime
    return select(one.start_time, one.end_time).where(one.uid == uid).order_by(one.start_time)
