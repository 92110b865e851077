"""Endorsers, the goods they stand for and their bookable times."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Now, Words


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


class EndorsementItem(Base):
    """Goods an endorser stands for. `mid` may outlive the goods; the item is shown without."""

    __tablename__ = "endorsement_items"
    noun = "endorsement item"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    mid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slogan: Mapped[Words]
    create_time: Mapped[Now]


class EndorsementTime(Base):
    """A bookable time of any user, unix seconds; times may overlap but not start together."""

    __tablename__ = "endorsement_times"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    start_time: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    end_time: Mapped[int]

    __table_args__ = (CheckConstraint("start_time < end_time", name="order"),)
