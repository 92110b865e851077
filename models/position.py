"""Where users are."""

from math import cos, pi, radians, sin
from typing import Any

from sqlalchemy import ColumnElement, Computed, ForeignKey, Index, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import UserDefinedType

from models.base import Base, Now, whole_place
from models.user import User

# What ll_to_earth(lat, long) computes, written out: an indexed expression must not depend on the
# search path, and the bodies of earthdistance's own functions do before PostgreSQL 16.
EARTH = (
    "cube(ARRAY[6378168 * cos(radians(lat)) * cos(radians(long)),"
    " 6378168 * cos(radians(lat)) * sin(radians(long)),"
    " 6378168 * sin(radians(lat))])"
)

RADIUS = 6_378_168
"""Of the earth, in metres, as earthdistance has it."""


def point(lat: float, long: float) -> str:
    """A place as a value of `cube`: the same that EARTH computes."""
    flat = RADIUS * cos(radians(lat))
    place = (flat * cos(radians(long)), flat * sin(radians(long)), RADIUS * sin(radians(lat)))
    return str(place)


def straight(metres: float) -> float:
    """How far apart two places are through the earth that are `metres` apart along its surface."""
    # From the other side of the earth on everything is near, whatever the arithmetic loses.
    return 2 * RADIUS * sin(metres / 2 / RADIUS) if metres < pi * RADIUS else 2 * RADIUS + 1


class Cube(UserDefinedType[str]):
    """A point or box of the `cube` extension; only SQL uses its value."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the type's name in SQL."""
        return "cube"


# so that reading the tables back from the database knows the type
ischema_names["cube"] = Cube


class Position(Base):
    """The last place a user reported, and when."""

    __tablename__ = "positions"
    noun = "position"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    lat: Mapped[float]
    long: Mapped[float]
    time: Mapped[Now]
    # the same place as a point in space (metres from the centre), for the index
    earth: Mapped[str] = mapped_column(Cube, Computed(EARTH, persisted=True), deferred=True)

    __table_args__ = (whole_place(), Index(None, "earth", postgresql_using="gist"))

    @classmethod
    def report(cls, db: Session, uid: int, lat: float, long: float, now: int) -> None:
        """Replace the last place of a user."""
        place = {"lat": lat, "long": long, "time": now}
        new = insert(cls).values(uid=uid, **place)
        db.execute(new.on_conflict_do_update(index_elements=[cls.uid], set_=place))
        query = update(User).where(User.uid == uid).values(changed_time=now)
        db.execute(query, execution_options={"synchronize_session": False})

    @classmethod
    def distance(cls, here: Any) -> ColumnElement[float]:
        """How far a position is from a point, through the earth; see `point` and `straight`.

        Nearest first is the order of the index. Along the surface it would be the same order, but
        each comparison costs several times as much.
        """
        return cls.earth.op("<->", return_type=cls.lat.type)(here)
