"""What the ten most used functions cost: round trips to PostgreSQL, BEGIN and COMMIT aside.

BEGIN is sent with a write's first statement, and COMMIT with the stored reply. A message is
one statement without both, in which its reply and the job of an alert are stored as well. The
figures are bounds that a change may lower, not raise.
"""

import pytest

from tests.factories import (
    enter,
    join,
    make_circle,
    make_device,
    make_event,
    make_friend,
    make_group,
    make_message,
    make_post,
    make_session,
    make_user,
)

SESSION = "Q7bZ2mX9tKc4Wn8Rf1LsYd6H"


@pytest.fixture
def ids(db):
    """Two friends in a group and a circle, each with something to read."""
    me, other = make_user(db, first_start=1), make_user(db, first_start=1)
    group, circle = make_group(db, me), make_circle(db)
    enter(db, group, other)
    join(db, circle, me)
    make_friend(db, me, other)
    make_session(db, me, SESSION)
    for _ in range(3):
        make_post(db, other, group)
        make_post(db, me, circle)
        make_message(db, other.uid, me.uid)
        make_event(db, me.uid)
    alerted = make_device(db, make_user(db)).uid
    things = {"gid": group.gid, "cid": circle.cid}
    return {"me": me.uid, "other": other.uid, "alerted": alerted, **things}


@pytest.mark.parametrize(
    ("function", "parm", "most"),
    [
        ("session.start2", {"sessionid": SESSION}, 1),
        ("user.info2", {"uid": "other"}, 1),
        ("user.friend_list", {}, 1),
        ("user.friend_timeline", {}, 1),
        ("message.send", {"uid": "other", "content": "你好"}, 1),
        ("message.send", {"uid": "alerted", "content": "你好"}, 1),
        ("message.read", {}, 1),
        ("event.read", {}, 1),
        ("group.get_new_post", {"gid": "gid", "frompos": 0}, 2),
        ("group.postlist", {"gid": "gid"}, 2),
        ("circle.postlist", {"cid": "cid"}, 2),
    ],
)
def test_round_trips(call, ids, statements, function, parm, most):
    parm = {name: ids.get(value, value) for name, value in parm.items()}
    uid = 0 if function == "session.start2" else ids["me"]
    assert call(function, parm, uid=uid).errno == 0  # plans and relations are known now
    with statements() as seen:
        assert call(function, parm, uid=uid).errno == 0
    assert len(seen) <= most
