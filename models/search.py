"""Finding users: by the beginning of a nick or phone, by tags, by place.

`reader` is the user who searches: no search finds users whom the reader may not meet.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Double,
    Select,
    Subquery,
    Text,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    true,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.sql.selectable import LateralFromClause

from models import meeting
from models.closure import is_closed
from models.position import Cube, Position, point, straight
from models.prepared import Prepared, prepared
from models.statements import Value, built_once
from models.user import User, folded

NEAREST = 2_000
"""At most so many of the users in an area are looked at."""
NUMBERS = 500
"""At most so many numbers with a prefix are looked at, in either spelling."""

_READER = bindparam("reader", type_=BigInteger)
_TAGS = bindparam("tags", type_=ARRAY(Text))
_HERE, _FAR = bindparam("here", type_=Cube()), bindparam("far", type_=Double)
_SINCE = bindparam("since", type_=BigInteger)


class Area(NamedTuple):
    """All places within `metres` of one; reports before `since` (unix seconds) do not count."""

    lat: float
    long: float
    metres: float
    since: int

    def values(self) -> dict[str, Any]:
        """Return the values of the placeholders."""
        here, far = point(self.lat, self.long), straight(self.metres)
        return {"here": here, "far": far, "since": self.since}


class Tagged(NamedTuple):
    """A user with tags and, if a place was asked for, where the user was and when."""

    uid: int
    tags: list[str]
    changed_time: int
    lat: float | None = None
    long: float | None = None
    time: int | None = None


class Near(NamedTuple):
    """Where a user was, and when."""

    uid: int
    lat: float
    long: float
    time: int


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
    owner: User | None = db.scalar(*_with_phone(e164))
    return owner


@built_once(e164=Text())
def _with_phone(e164: Value) -> Select[User]:
    query = select(User).where(User.phone == e164, User.find_by_phone == 1)
    return query.where(~is_closed(User.uid))


def tags_of(db: Session, reader: int, uids: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of those of the users who exist and whom the reader may meet."""
    return dict(_tags_of(db, reader, list(uids)))


@prepared(uids=ARRAY(BigInteger))
def _tags_of(reader: Value, uids: Value) -> Select[int, list[str]]:
    query = select(User.uid, User.tags).where(User.uid == any_(uids))
    return query.where(~meeting.apart(reader, User.uid))


def tagged(
    db: Session, reader: int, tags: Sequence[str], around: Area | None, limit: int
) -> list[Tagged]:
    """Return users with all the tags, in the area if one is given, latest change first.

    Where more than `NEAREST` users are near, the nearest are looked at.
    """
    values: dict[str, Any] = {"reader": reader}
    if tags:
        values["tags"] = list(tags)
    if around is None:
        return [Tagged(*row) for row in _with_tags(limit).all(db, **values)]
    rare = bool(tags) and _are_rare(db, values["tags"])
    found = _around(NEAREST, limit, tags=bool(tags), rare=rare)
    return [Tagged(*row) for row in found.all(db, **values, **around.values())]


@cache
def _with_tags(limit: int) -> Prepared:
    # The plan depends on how many have the tags.
    query: Select[*tuple[Any, ...]] = select(User.uid, User.tags, User.changed_time)
    query = query.where(User.tags.contains(_TAGS), _may_meet(_READER, User.uid))
    query = _last_changed_first(query, User.changed_time, User.uid)  # the index has this order
    return Prepared(query.limit(_rows(limit)), planned_anew=True)


@cache
def _around(most: int, limit: int, *, tags: bool, rare: bool) -> Prepared:
    """The users in an area: all of them for rare tags, else of the nearest `most`."""
    query = _with_tags_there() if rare else _nearest_with_tags(most, tags=tags)
    # With an OFFSET they are sorted before it is asked, of as few as needed, who may be met.
    found = query.offset(_rows(0)).subquery()
    shown = select(found).where(~meeting.apart(_READER, found.c.uid))
    shown = _last_changed_first(shown, found.c.changed_time, found.c.uid)
    return Prepared(shown.limit(_rows(limit)), planned_anew=rare)


def _nearest_with_tags(most: int, *, tags: bool) -> Select[Any]:
    near = _nearest(most)
    user: Select[*tuple[Any, ...]] = select(User.tags, User.changed_time).where(
        User.uid == near.c.uid
    )
    found = _each(user.where(User.tags.contains(_TAGS)) if tags else user)
    query = select(near.c.uid, found.c.tags, found.c.changed_time, near.c.lat, near.c.long)
    query = query.add_columns(near.c.time).join(found, true())
    return _last_changed_first(query, found.c.changed_time, near.c.uid)


def _with_tags_there() -> Select[Any]:
    place: Select[*tuple[Any, ...]] = select(Position.lat, Position.long, Position.time)
    place = place.where(Position.uid == User.uid)
    near = _each(place.where(Position.distance(_HERE) <= _FAR, Position.time >= _SINCE))
    query = select(User.uid, User.tags, User.changed_time, near.c.lat, near.c.long, near.c.time)
    query = query.join(near, true()).where(User.tags.contains(_TAGS))
    return _last_changed_first(query, User.changed_time, User.uid)


def _each(query: Select[*tuple[Any, ...]]) -> LateralFromClause:
    """What is looked up for each row: a plain join may read the whole other table."""
    return query.offset(_rows(0)).lateral()


def _rows(count: int) -> ColumnElement[int]:
    # Written out: the planner expects a tenth of all rows where the number is a placeholder.
    return literal_column(str(count))


def _last_changed_first(query: Select[Any], time: Any, uid: Any) -> Select[Any]:
    return query.order_by(time.desc(), uid.desc())


def _are_rare(db: Session, tags: list[str]) -> bool:
    """Whether few enough users have the tags to look at each of them."""
    ((count,),) = _counting(NEAREST + 1).all(db, tags=tags)
    return bool(count <= NEAREST)


@cache
def _counting(most: int) -> Prepared:
    some = select(User.uid).where(User.tags.contains(_TAGS)).limit(_rows(most)).subquery()
    return Prepared(select(func.count()).select_from(some), planned_anew=True)


def nearest(db: Session, reader: int, around: Area, limit: int) -> list[Near]:
    """Return where users are, nearest first."""
    rows = _nearest_shown(limit).all(db, reader=reader, **around.values())
    return [Near(*row) for row in rows]


@cache
def _nearest_shown(limit: int) -> Prepared:
    close = _nearest(limit, ~meeting.apart(_READER, Position.uid))
    shown = select(close.c.uid, close.c.lat, close.c.long, close.c.time)
    return Prepared(shown.order_by(close.c.apart))


def _nearest(limit: int, *shown: ColumnElement[bool]) -> Subquery:
    """The nearest positions in an area, at most `limit`, with the distance `apart`.

    With several conditions `shown` the planner would expect few rows, and read the whole table.
    """
    apart = Position.distance(_HERE)
    # The bound is applied last: the index returns the nearest users in order, while with a
    # condition on the distance it would first collect all users of a city.
    close = (
        select(Position.uid, Position.lat, Position.long, Position.time, apart.label("apart"))
        .where(Position.time >= _SINCE, *shown)
        .order_by(apart)
        .limit(_rows(limit))
        .subquery()
    )
    return select(close).where(close.c.apart <= _FAR).subquery()


def _may_meet(reader: Any, uid: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return ~meeting.apart(reader, uid)
