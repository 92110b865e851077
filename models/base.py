"""What every table shares: names of constraints, column words, fetching by key."""

import time as clock
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Double,
    Identity,
    Index,
    MetaData,
    SmallInteger,
    Text,
    delete,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from models.errors import NotFound
from models.ranges import AFTER_ALL

# Constraints carry predictable names, so that a migration can drop what another one made.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def unix_now() -> int:
    """Return the present time in whole unix seconds, the unit of every time column."""
    return int(clock.time())


# An id from a sequence of the database. "By default", so that fixtures and seeds may choose one.
Key = Annotated[int, mapped_column(BigInteger, Identity(always=False), primary_key=True)]
# Unix seconds at which the row was made, unless the writer gives another time.
Now = Annotated[int, mapped_column(BigInteger, default=unix_now)]
# 0 or 1, 0 when not given. Every use is listed in the table's `flags(...)`.
Flag = Annotated[int, mapped_column(SmallInteger, default=0, server_default=text("0"))]
# A count, size or length; 0 when not given.
Zero = Annotated[int, mapped_column(BigInteger, default=0, server_default=text("0"))]
# Text compared byte by byte: one index then serves equality, uniqueness and LIKE 'prefix%'.
Plain = Annotated[str, mapped_column(Text(collation="C"))]
# Text by users; "" when they wrote nothing.
Words = Annotated[str, mapped_column(Text, default="", server_default=text("''"))]


def by_name(table: str) -> Index:
    """Return the index for `Base.named`."""
    return Index(f"ix_{table}_by_name", text('lower(name COLLATE "C")'))


def flags(*names: str) -> tuple[CheckConstraint, ...]:
    """Return one CHECK per flag column that keeps it at 0 or 1."""
    return tuple(CheckConstraint(f"{name} IN (0, 1)", name=name) for name in names)


def whole_place() -> CheckConstraint:
    """Return the CHECK that `lat` and `long` are both given or both null, and in their ranges."""
    return CheckConstraint(
        "num_nonnulls(lat, long) <> 1 AND lat BETWEEN -90 AND 90 AND long BETWEEN -180 AND 180",
        name="place",
    )


class Before(NamedTuple):
    """A place in a list that is sorted newest first: time and uid of the last line already read.

    The next page is found by an index, without reading the lines before it.
    """

    time: int
    uid: int


NEWEST = Before(AFTER_ALL, AFTER_ALL)
"""Before the first line."""


class Base(DeclarativeBase):
    """A table whose columns have the names that the protocol uses."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {int: BigInteger, str: Text, float: Double}
    # The word for a row of this table in errors: "no such <noun>".
    noun: ClassVar[str] = "row"

    @classmethod
    def get(cls, db: Session, key: object, *, lock: bool = False) -> Self:
        """Return the row with this primary key (a tuple if it has several columns).

        `lock` locks the row against other writers until the transaction ends. Raises NotFound.
        """
        row = db.get(cls, key, with_for_update=lock or None, populate_existing=lock)
        if row is None:
            raise NotFound(cls.noun)
        return row

    @classmethod
    def existing(cls, db: Session, ids: Iterable[int]) -> list[Self]:
        """Return the rows with these ids, in the order asked; unknown ids are left out."""
        wanted = list(ids)
        (key,) = inspect(cls).primary_key
        word = inspect(cls).get_property_by_column(key).key
        rows = db.scalars(select(cls).where(key.in_(wanted)))
        found = {getattr(row, word): row for row in rows}
        return [found[one] for one in wanted if one in found]

    @classmethod
    def named(cls, db: Session, beginning: str, limit: int) -> list[Self]:
        """Return rows whose `name` has this prefix, by name; for tables with the index `by_name`.

        The case of A to Z makes no difference.
        """
        name = func.lower(inspect(cls).columns["name"].collate("C"))
        beginning = "".join(char.lower() if char.isascii() else char for char in beginning)
        starts = name.startswith(beginning, autoescape=True)
        return list(db.scalars(select(cls).where(starts).order_by(name).limit(limit)))

    @classmethod
    def drop(cls, db: Session, which: ColumnElement[bool], limit: int) -> list[Any]:
        """Delete at most `limit` matching rows that nobody has locked; return their keys."""
        (key,) = inspect(cls).primary_key
        # A common table expression runs once; a subquery might be run again, with other rows.
        some = select(key).where(which).limit(limit).with_for_update(skip_locked=True).cte("some")
        gone = delete(cls).where(key.in_(select(some.c[key.name]))).returning(key)
        return list(db.scalars(gone, execution_options={"synchronize_session": False}))
