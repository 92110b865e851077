"""Session starts that are looked up together, and watches that begin together."""

from __future__ import annotations

from models import Session
from models.post.watching import watched
from models.session import SEEN_SECONDS
from tests.factories import enter, make_group, make_post, make_session, make_user

NOW = 2_000_000_000
IDS = [f"{number:024}" for number in range(8)]


def make_sessions(db, count, **columns):
    return [make_session(db, make_user(db), IDS[number], **columns) for number in range(count)]


def sids(db, *ids, now=NOW):
    rows = Session.entering(db, [(id_, "192.0.2.1") for id_ in ids], now)
    return [None if row is None else row.sid for row in rows]


def test_in_the_order_of_asking(db):
    made = [one.sid for one in make_sessions(db, 3)]
    assert sids(db, IDS[2], IDS[0], IDS[1]) == [made[2], made[0], made[1]]
    assert sids(db, IDS[1]) == [made[1]]


def test_those_that_are_not_good_disturb_nobody(db):
    made = make_sessions(db, 3)
    made[1].timeout = NOW
    db.flush()
    assert sids(db, IDS[0], IDS[1], "unknown", IDS[2]) == [made[0].sid, None, None, made[2].sid]


def test_the_same_session_more_than_once(db):
    (one,) = make_sessions(db, 1, create_time=NOW)
    ticket = Session.renew(db, Session.sid == one.sid, NOW)
    assert sids(db, IDS[0], ticket.sessionid, IDS[0]) == [one.sid] * 3
    assert sids(db, IDS[0], ticket.sessionid, now=NOW + SEEN_SECONDS) == [None, one.sid]


def test_each_has_what_is_its_own(db):
    make_sessions(db, 2)
    first, second = Session.entering(db, [(one, "") for one in IDS[:2]], NOW)
    assert first.uid != second.uid
    assert first.phone != second.phone


def test_use_is_noted_once_in_a_while_with_its_own_address(db):
    made = make_sessions(db, 3, last_time=None)
    made[1].last_time, made[1].address = NOW - SEEN_SECONDS + 1, "before"
    db.flush()
    Session.entering(db, [(id_, f"192.0.2.{n}") for n, id_ in enumerate(IDS[:3])], NOW)
    for one in made:
        db.refresh(one)
    assert [one.last_time for one in made] == [NOW, NOW - SEEN_SECONDS + 1, NOW]
    assert [one.address for one in made] == ["192.0.2.0", "before", "192.0.2.2"]


def test_watches(db):
    author, reader = make_user(db), make_user(db)
    busy, quiet, gone = (make_group(db, author) for _ in range(3))
    closed = make_group(db, author, only_member_watch=1)
    newest = [make_post(db, author, busy) for _ in range(3)][-1]
    enter(db, closed, reader)
    gone.deleted = 1
    db.flush()
    asked = [(busy.gid, reader.uid), (quiet.gid, author.uid), (gone.gid, reader.uid)]
    asked += [(closed.gid, reader.uid), (closed.gid, author.uid), (busy.gid, reader.uid)]
    found = watched(db, asked)
    assert [one and (one.gid, one.uid) for one in found] == [
        None if one == asked[2] else one for one in asked
    ]
    assert [one and one.newest for one in found] == [
        newest.postid, None, None, None, None, newest.postid,
    ]  # fmt: skip
    for one in found:
        if one is not None:
            one.require_reader()
