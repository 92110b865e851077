"""Events in partitions: no row is refused, found as before, and dropped with its partition."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Event, JoinRequest, partitions
from models.db import PLANNER
from models.event import EVENTS
from tests.factories import make_circle, make_user
from tests.models.test_plans import HOSTILE

NOW = 1_700_000_000
DAY = 86_400


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Partitions that a test can fill."""
    monkeypatch.setattr(partitions, "SMALLEST", 10)
    monkeypatch.setattr(partitions, "RESERVE", 10)


@pytest.fixture
def me(db) -> int:
    # Numbers begin anew, as in a new database.
    db.execute(text("ALTER TABLE events ALTER eid RESTART"))
    return make_user(db).uid


@pytest.fixture
def tell(db, me):
    """Records events at a time; their eids."""

    def record(number: int, now: int = NOW) -> list[int]:
        return [Event.record(db, [me], "add_friend", {"uid": 1}, now)[0].eid for _ in range(number)]

    return record


def bounds(db) -> list[tuple[int, int | None]]:
    return [(one.first, one.end) for one in EVENTS.partitions(db)]


def extend(db) -> int:
    """Run all steps; returns their number."""
    steps = 0
    while EVENTS.extend(db):
        steps += 1
    return steps


def eids(db, me) -> list[int]:
    return [event.eid for event in Event.page(db, me, 0, None, 1000)]


def test_an_empty_table(db, me):
    assert bounds(db) == [(0, None)]
    assert extend(db) == 1
    assert bounds(db) == [(0, 20), (20, None)]


def test_a_table_with_rows_gets_its_end_in_three_steps(db, me, tell):
    told = tell(12)
    assert EVENTS.extend(db)
    (ahead,) = EVENTS.partitions(db)
    assert (ahead.check, ahead.valid, ahead.end) == ("ends_at_30", False, None)
    told += tell(1)
    assert EVENTS.extend(db)
    assert EVENTS.partitions(db)[0].valid
    told += tell(1)
    assert EVENTS.extend(db)
    assert bounds(db) == [(0, 30), (30, None)]
    assert EVENTS.partitions(db)[0].check is None
    assert not EVENTS.extend(db)
    assert eids(db, me) == [*reversed(told)]


class TestAnEndThatWasLeft:
    """By a run that died behind its constraint."""

    @pytest.fixture
    def left(self, monkeypatch, tell):
        monkeypatch.setattr(partitions, "RESERVE", 20)
        tell(5)

    def test_it_is_taken_back_when_ids_come_near(self, db, left, tell):
        assert EVENTS.ids_left(db) is None
        assert EVENTS.extend(db)
        (ahead,) = EVENTS.partitions(db)
        assert (ahead.coming_end, EVENTS.ids_left(db)) == (30, 24)
        tell(16)
        assert EVENTS.ids_left(db) == 8
        assert EVENTS.extend(db)
        assert EVENTS.partitions(db)[0].check is None
        assert EVENTS.ids_left(db) is None
        tell(20)
        assert extend(db) == 3
        assert bounds(db) == [(0, 70), (70, None)]

    def test_it_is_completed_when_its_rows_were_checked(self, db, left, tell):
        assert EVENTS.extend(db)
        assert EVENTS.extend(db)
        tell(24)
        with pytest.raises(IntegrityError, match="ends_at_30"), db.begin_nested():
            tell(1)
        assert EVENTS.ids_left(db) < 1
        assert EVENTS.extend(db)
        tell(1)
        assert bounds(db) == [(0, 30), (30, None)]

    def test_rows_are_taken_again_where_they_were_refused(self, db, left, tell):
        assert EVENTS.extend(db)
        tell(24)
        with pytest.raises(IntegrityError, match="ends_at_30"), db.begin_nested():
            tell(1)
        assert EVENTS.extend(db)
        tell(1)


def test_one_run_at_a_time(new_database):
    engine = create_engine(make_url(new_database()).set(drivername="postgresql+psycopg2"))
    with Session(engine) as one, Session(engine) as two:
        assert EVENTS.extend(one)
        assert not EVENTS.extend(two)
        one.rollback()
        two.rollback()
        assert EVENTS.extend(two)
        two.rollback()
    engine.dispose()


def test_partitions_are_made_before_their_rows(db, me, tell):
    extend(db)
    told = []
    for _ in range(20):
        told += tell(5)
        extend(db)
        assert not EVENTS.partitions(db)[-1].has(db)
    assert len(EVENTS.partitions(db)) > 5
    assert eids(db, me) == [*reversed(told)]


def test_rows_without_a_job_go_to_the_open_partition(db, me, tell):
    extend(db)
    told = tell(50)
    assert extend(db) == 3
    told += tell(60)
    assert eids(db, me) == [*reversed(told)]


def test_widths_grow_with_what_is_kept():
    widths = [partitions._width(ids) for ids in (0, 16 * 10, 16 * 1000)]
    assert widths == [10, 10, 1000]


class TestRetention:
    def test_the_rest_row_by_row_when_it_is_late(self, db, me, tell):
        extend(db)
        old = tell(10, NOW - 40 * DAY)
        new = tell(20)
        extend(db)
        assert EVENTS.passed(db)
        assert Event.drop_older(db, NOW - 35 * DAY, 10 * DAY, 100) == 0
        assert Event.drop_older(db, NOW - 35 * DAY, DAY, 100) == len(old)
        assert eids(db, me) == [*reversed(new)]

    def test_a_partition_goes_as_a_whole_after_its_requests(self, db, me, tell):
        circle, extended = make_circle(db), extend(db)
        assert extended
        asked = tell(30, NOW - 40 * DAY) + tell(1)
        db.add_all([JoinRequest(eid=eid, uid=me, touid=me, cid=circle.cid) for eid in asked])
        db.flush()
        extend(db)
        (passed,) = EVENTS.passed(db)
        counts = [Event.drop_older(db, NOW - 35 * DAY, 0, 15) for _ in range(4)]
        left = db.scalars(select(JoinRequest.eid)).all()
        assert left == eids(db, me) == [asked[-1]]
        assert passed.name not in {one.name for one in EVENTS.partitions(db)}
        assert counts[-1] == 0


def test_pages_read_the_newest_partition_first(db, me, tell):
    """Each is read by the user's own index, without sorting."""
    extend(db)
    for _ in range(6):
        tell(10)
        extend(db)
    for name, value in (PLANNER | HOSTILE).items():
        db.execute(text(f"SET LOCAL {name} = {value}"))
    db.execute(text("ANALYZE events"))
    query = select(Event).where(Event.uid == me, Event.eid > 0).order_by(Event.eid.desc()).limit(5)
    sql = str(query.compile(db.get_bind(), compile_kwargs={"literal_binds": True}))
    plan = json.dumps(db.execute(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")).scalar_one())
    assert '"Sort"' not in plan
    assert "Merge Append" not in plan
    assert plan.count("never executed") or plan.count('"Actual Loops": 0') > 1
