"""Goods and the groups (shops) they are listed in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, Select, any_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Flag, Key, Now, Words, Zero, flags
from models.media import names_files
from models.prepared import prepared
from models.statements import NUMBERS, Value

SHOWING = ("productname", "productdesc", "show_info::text", "show_post_url", "icon_url")
"""Columns that operations write and others see."""
SHOWN = (
    "mid", "productname", "productdesc", "amount", "ex_people_amount", "group_id",
    "show_post_url", "icon_url", "no_list", "time", "show_info",
)  # fmt: skip
"""The keys of the `merchandise` object; `show_info` is the last."""


class StoreGroup(Base):
    """A group of goods; `show_info` is an object or null (then the key is absent)."""

    __tablename__ = "store_groups"
    noun = "store group"

    gid: Mapped[Key]
    groupname: Mapped[str]
    show_info: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    __table_args__ = (
        CheckConstraint("jsonb_typeof(show_info) = 'object'", name="show_info"),
        names_files("store_groups", "groupname", "show_info::text"),
    )

    @classmethod
    def all_(cls, db: Session) -> "Sequence[StoreGroup]":
        """Every group, by gid."""
        return db.scalars(select(cls).order_by(cls.gid)).all()


class Merchandise(Base):
    """Goods; the columns but `productcatalog` are the `merchandise` object. Money in fen."""

    __tablename__ = "merchandise"
    noun = "merchandise"

    mid: Mapped[Key]
    productname: Mapped[str]
    productdesc: Mapped[Words]
    amount: Mapped[int]
    # per person
    ex_people_amount: Mapped[Zero]
    # gid of the store group, 0 = none
    group_id: Mapped[Zero]
    # the provider's product category, repeated in the paylog
    productcatalog: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    show_info: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    show_post_url: Mapped[str | None]
    icon_url: Mapped[str | None]
    # 1 = not in lists; it can be fetched and bought by its id
    no_list: Mapped[Flag]
    time: Mapped[Now]

    __table_args__ = (
        *flags("no_list"),
        CheckConstraint("amount >= 0 AND ex_people_amount >= 0", name="amount"),
        CheckConstraint("jsonb_typeof(show_info) = 'object'", name="show_info"),
        Index(None, "group_id", "mid"),
        names_files("merchandise", *SHOWING),
    )

    @classmethod
    def shown(cls, db: Session, mids: Sequence[int]) -> list[dict[str, Any]]:
        """What others see of goods by column, in the order asked; unknown ids are left out."""
        found = {row[0]: _columns(row) for row in _with_ids(db, list(mids))}
        return [found[mid] for mid in mids if mid in found]

    @classmethod
    def listed(cls, db: Session, gid: int) -> list[dict[str, Any]]:
        """The same of the goods of a group that are shown in lists, by mid."""
        return [_columns(row) for row in _in_group(db, gid)]

    def price(self, people: int) -> int:
        """The price with so many further people, in fen."""
        return self.amount + self.ex_people_amount * people


def _columns(row: tuple[Any, ...]) -> dict[str, Any]:
    """A row of `SHOWN` by name; without `show_info` when that is null."""
    columns = dict(zip(SHOWN[:-1], row, strict=False))
    if row[-1] is not None:
        columns["show_info"] = row[-1]
    return columns


def _shown() -> Select[Any]:
    return select(*(getattr(Merchandise, name) for name in SHOWN))


@prepared(mids=NUMBERS)
def _with_ids(mids: Value) -> Select[Any]:
    return _shown().where(Merchandise.mid == any_(mids))


@prepared()
def _in_group(gid: Value) -> Select[Any]:
    listed = (Merchandise.group_id == gid) & (Merchandise.no_list == 0)
    return _shown().where(listed).order_by(Merchandise.mid)
