"""Finding users: by the beginning of a nick or phone, by tags, by place.

`reader` is the user who searches: no search finds users whom the reader may not meet.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, Subquery, func, literal_column, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models import meeting
from models.closure import is_closed
from models.position import Position
from models.user import User, folded

NEAREST = 2_000
"""At most so many of the users in an area are looked at."""
NUMBERS = 500
"""At most so many numbers with a prefix are looked at, in either spelling."""


class Area(NamedTuple):
    """All places within `metres` of one; reports before `since` (unix seconds) do not count."""

    lat: float
    long: float
    metres: float
    since: int

    def holds(self) -> ColumnElement[bool]:
        """Return the condition on rows of `positions`."""
        return Position.near(self.lat, self.long, self.metres) & (Position.time >= self.since)


def by_nick(db: Session, reader: int | None, prefix: str, limit: int) -> list[User]:
    """Return users whose nick has this prefix in any case, in the order of their nicks.

    `reader` None: operations.
    """
    query = select(User).where(User.nick_key.startswith(folded(prefix), autoescape=True))
    query = query.order_by(User.nick_key)  # no two users have the same
    if reader is not None:
        query = query.where(_may_meet(reader, User.uid))
    return list(db.scalars(query.limit(limit)))


def first_by_phone(
    db: Session, reader: int | None, digits: str, limit: int, *, full: bool = False
) -> list[User]:
    """Return users whose number has this prefix, oldest account first; `reader` None: operations.

    `full`: the digits begin with the country code; else they may also begin without it. Of more
    than `NUMBERS` numbers with the prefix the first are looked at.
    """
    spelled = [_with_prefix(User.phone, f"+{digits}")]
    if not full:
        spelled.append(_with_prefix(User.phone_national, digits))
    some = aliased(User, union(*spelled).subquery())
    query = select(some).order_by(some.uid)
    if reader is not None:
        query = query.where(some.find_by_phone == 1, _may_meet(reader, some.uid))
    return list(db.scalars(query.limit(limit)))


def _with_prefix(number: InstrumentedAttribute[Any], prefix: str) -> Select[User]:
    query = select(User).where(number.startswith(prefix, autoescape=True))
    return query.order_by(number).limit(NUMBERS)


def with_phone(db: Session, e164: str) -> User | None:
    """Return the user who has this number and may be found by it."""
    query = select(User).where(User.phone == e164, User.find_by_phone == 1)
    return db.scalar(query.where(~is_closed(User.uid)))


def tagged(
    db: Session, reader: int, tags: Sequence[str], around: Area | None, limit: int
) -> list[Row[Any]]:
    """Return users with all the tags, in the area if one is given, latest change first.

    Rows with uid and tags and, with `around`, lat, long and time of the place. Where more than
    `NEAREST` users are near, the nearest are looked at.
    """
    query: Select[*tuple[Any, ...]] = select(User.uid, User.tags, User.changed_time)
    if around is not None:
        there = _there(around) if tags and _are_rare(db, tags) else _nearest(around, NEAREST)
        query = query.add_columns(there.c.lat, there.c.long, there.c.time)
        query = query.join(there, there.c.uid == User.uid)
    if tags:
        query = query.where(User.tags.contains(tags))
    some = _last_changed_first(query, User.changed_time, User.uid)
    if around is None:  # the index gives them in order
        return list(db.execute(some.where(_may_meet(reader, User.uid)).limit(limit)))
    # With an OFFSET they are sorted before it is asked, of as few as needed, who may be met.
    found = some.offset(literal_column("0")).subquery()
    shown = select(found).where(~meeting.apart(reader, found.c.uid))
    shown = _last_changed_first(shown, found.c.changed_time, found.c.uid)
    return list(db.execute(shown.limit(limit)))


def _last_changed_first(query: Select[Any], time: Any, uid: Any) -> Select[Any]:
    return query.order_by(time.desc(), uid.desc())


def _are_rare(db: Session, tags: Sequence[str]) -> bool:
    """Whether few enough users have the tags to look at each of them."""
    some = select(User.uid).where(User.tags.contains(tags)).limit(NEAREST + 1).subquery()
    count = db.scalar(select(func.count()).select_from(some)) or 0
    return count <= NEAREST


def _there(around: Area) -> Subquery:
    """All positions in an area, for a join with few users."""
    query = select(Position.uid, Position.lat, Position.long, Position.time)
    return query.where(around.holds()).subquery()


def nearest(db: Session, reader: int, around: Area, limit: int) -> list[Row[Any]]:
    """Return where users are, nearest first: rows with uid, lat, long and time."""
    close = _nearest(around, limit, ~meeting.apart(reader, Position.uid))
    return list(db.execute(select(close).order_by(close.c.apart)))


def _nearest(around: Area, limit: int, *shown: ColumnElement[bool]) -> Subquery:
    """The nearest positions in an area, at most `limit`, with the distance `apart` in metres.

    With several conditions `shown` the planner would expect few rows, and read the whole table.
    """
    place = (around.lat, around.long)
    # The bound is applied last: the index returns the nearest users in order, while with a
    # condition on the distance it would first collect all users of a city.
    close = (
        select(Position.uid, Position.lat, Position.long, Position.time)
        .add_columns(Position.metres(*place).label("apart"))
        .where(Position.time >= around.since, *shown)
        .order_by(Position.distance(*place))
        .limit(limit)
        .subquery()
    )
    return select(close).where(close.c.apart <= around.metres).subquery()


def _may_meet(reader: int, uid: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return ~meeting.apart(reader, uid)
