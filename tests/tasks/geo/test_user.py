"""geo.user.report and geo.user.search."""

import pytest

from models import Position
from settings import settings
from tests.factories import make_user

NOW = 1_800_000_000
DAY = 86_400


def report(call, user, lat, long, now=NOW):
    answer = call("geo.user.report", {"lat": lat, "long": long}, uid=user.uid, now=now)
    assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])


def search(call, user, lat, long):
    answer = call("geo.user.search", {"lat": lat, "long": long}, uid=user.uid, now=NOW)
    return answer.result["users"]


def test_nearest_first_within_the_radius(db, call):
    me, here, near, far = (make_user(db) for _ in range(4))
    report(call, far, 29.563, 106.551)
    report(call, near, 29.552, 103.766)
    report(call, here, 30.65749, 104.0661, now=NOW - 5)
    assert search(call, me, 30.66, "104.07") == [
        {"uid": here.uid, "lat": 30.657, "long": 104.066, "time": NOW - 5},
        {"uid": near.uid, "lat": 29.552, "long": 103.766, "time": NOW},
    ]


def test_a_report_replaces_the_last(db, call):
    me = make_user(db)
    report(call, me, 30.0, 104.0)
    report(call, me, -0.0001, -0.0001, now=NOW + 1)
    assert search(call, me, 30.0, 104.0) == []
    (found,) = search(call, me, 0, 0)
    assert found == {"uid": me.uid, "lat": 0.0, "long": 0.0, "time": NOW + 1}
    assert str(found["lat"]) == "0.0"


def test_across_the_date_line_and_at_the_pole(db, call):
    east, north = make_user(db), make_user(db)
    report(call, east, 0, 179.99)
    report(call, north, 89.99, 10)
    assert [user["uid"] for user in search(call, east, 0, -179.99)] == [east.uid]
    assert [user["uid"] for user in search(call, east, 89.99, -170)] == [north.uid]


def test_old_reports_are_not_shown(db, call):
    me, old = make_user(db), make_user(db)
    age = settings.limits.geo_max_age_days * DAY
    report(call, me, 1, 1, now=NOW - age)
    report(call, old, 1, 1, now=NOW - age - 1)
    assert [user["uid"] for user in search(call, me, 1, 1)] == [me.uid]


def test_at_most_300_in_one_statement(db, call, statements):
    uids = [make_user(db).uid for _ in range(302)]
    db.add_all(
        Position(uid=uid, lat=10 + number / 1000, long=10, time=NOW)
        for number, uid in enumerate(uids)
    )
    db.flush()
    with statements() as seen:
        answer = call("geo.user.search", {"lat": 10, "long": 10}, uid=uids[0], now=NOW)
    assert [user["uid"] for user in answer.result["users"]] == uids[:300]
    assert len(seen) == 1


@pytest.mark.parametrize("function", ["geo.user.report", "geo.user.search"])
@pytest.mark.parametrize(
    ("lat", "long"), [(91, 0), (-91, 0), (0, 181), (0, -181), ("x", 0), (None, 0), (0, "")]
)
def test_bad_places(db, call, function, lat, long):
    parm = {"lat": lat, "long": long}
    assert call(function, parm, uid=make_user(db).uid).errno == 6
