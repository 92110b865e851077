"""Who is found by tags and place: the same as by looking at everybody, one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models import Position, search
from models.block import Block
from models.closure import Closure
from models.position import RADIUS, point, straight
from models.search import Area
from tests.factories import make_user

SINCE = 1_000
CITY = (30.66, 104.07)


class Person(NamedTuple):
    uid: int
    tags: list[str]
    changed_time: int
    place: tuple[float, float]
    time: int
    apart: bool


@pytest.fixture
def reader(db: Session) -> int:
    return make_user(db).uid


@pytest.fixture(params=[1, 2, 3])
def people(request: pytest.FixtureRequest, db: Session, reader: int) -> list[Person]:
    """Users in and around a city: some with equal times, some apart from the reader."""
    dice = random.Random(request.param)
    found = []
    for _ in range(120):
        place = tuple(round(one + dice.gauss(0, 1), 4) for one in CITY)
        tags = dice.sample("abcd", dice.randint(0, 3))
        changed, time = dice.randint(0, 40), SINCE + dice.choice([-1, 0, 50])
        uid = make_user(db, tags=tags, changed_time=changed).uid
        db.add(Position(uid=uid, lat=place[0], long=place[1], time=time))
        why = dice.choice(["", "", "", "mine", "theirs", "closed"])
        _keep_apart(db, why, uid, reader)
        found.append(Person(uid, tags, changed, (place[0], place[1]), time, bool(why)))
    db.flush()
    return found


def _keep_apart(db: Session, why: str, uid: int, reader: int) -> None:
    if why == "closed":
        Closure.put(db, uid, 1, 2)
    elif why:
        owner, other = (reader, uid) if why == "mine" else (uid, reader)
        db.execute(insert(Block).values(owner=owner, uid=other, time=1))


def metres(db: Session, area: Area) -> dict[int, float]:
    """How far everybody is along the surface, as the extension earthdistance says."""
    here = func.ll_to_earth(area.lat, area.long)
    apart = func.earth_distance(Position.earth, here)
    return dict(db.execute(select(Position.uid, apart)).all())


def expected(
    db: Session, people: list[Person], tags: Sequence[str], area: Area | None, limit: int
) -> list[int]:
    rest = [one for one in people if set(tags) <= set(one.tags)]
    if area is not None:
        far = metres(db, area)
        fresh = sorted((one for one in people if one.time >= area.since), key=lambda p: far[p.uid])
        rare = tags and len(rest) <= search.NEAREST
        looked_at = fresh if rare else fresh[: search.NEAREST]
        near = {one.uid for one in looked_at if far[one.uid] <= area.metres}
        rest = [one for one in rest if one.uid in near]
    rest.sort(key=lambda one: (one.changed_time, one.uid), reverse=True)
    return [one.uid for one in rest if not one.apart][:limit]


@pytest.mark.parametrize("nearest", [5, 40, 2_000])
@pytest.mark.parametrize("radius", [None, 20_000, 90_000, 191_000, 25_000_000])
def test_tagged(
    db: Session,
    people: list[Person],
    reader: int,
    monkeypatch: pytest.MonkeyPatch,
    nearest: int,
    radius: float | None,
) -> None:
    monkeypatch.setattr(search, "NEAREST", nearest)
    area = None if radius is None else Area(*CITY, radius, SINCE)
    all_tags = [("a",), ("b", "c"), ("a", "b", "c", "d"), *([()] if area else [])]
    for tags, limit in product(all_tags, (3, 300)):
        rows = search.tagged(db, reader, tags, area, limit)
        assert [row.uid for row in rows] == expected(db, people, tags, area, limit)
        about = {one.uid: one for one in people}
        for row in rows:
            one = about[row.uid]
            where = (*one.place, one.time) if area else (None, None, None)
            assert row == (one.uid, one.tags, one.changed_time, *where)


@pytest.mark.parametrize("radius", [20_000, 191_000])
@pytest.mark.parametrize("limit", [3, 300])
def test_nearest(db: Session, people: list[Person], reader: int, radius: float, limit: int) -> None:
    area = Area(*CITY, radius, SINCE)
    far = metres(db, area)
    fit = [one for one in people if one.time >= SINCE and not one.apart]
    fit = sorted((one for one in fit if far[one.uid] <= radius), key=lambda one: far[one.uid])
    rows = search.nearest(db, reader, area, limit)
    assert rows == [(one.uid, *one.place, one.time) for one in fit[:limit]]


def test_a_point_and_a_distance_are_those_of_earthdistance(db: Session) -> None:
    dice = random.Random(4)
    corners = [(90.0, 0.0), (-90.0, 180.0), (0.0, -180.0), (0.0, 0.0)]
    places = [(dice.uniform(-90, 90), dice.uniform(-180, 180)) for _ in range(100)]
    for lat, long in corners + places:
        apart = select(func.cube_distance(func.ll_to_earth(lat, long), point(lat, long)))
        assert db.scalars(apart).one() < 1e-6
    for length in (0.0, 1.0, 191_000.0, 1e7, 3.14159 * RADIUS):
        assert straight(length) == pytest.approx(db.scalar(select(func.gc_to_sec(length))))


def test_the_other_side_of_the_earth_is_near_when_everything_is(db: Session, reader: int) -> None:
    user = make_user(db)
    db.add(Position(uid=user.uid, lat=-CITY[0], long=CITY[1] - 180, time=SINCE))
    db.flush()
    (found,) = search.nearest(db, reader, Area(*CITY, 3.1416 * RADIUS, SINCE), 300)
    assert found.uid == user.uid
    assert search.nearest(db, reader, Area(*CITY, 3.14 * RADIUS, SINCE), 300) == []
