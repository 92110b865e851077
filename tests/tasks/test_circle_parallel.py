"""Circles, activation and devices under calls that run at the same time."""

import pytest
from sqlalchemy import func, select

from models import (
    CircleCode,
    CircleMember,
    Device,
    EndorsementTime,
    Event,
    Friend,
    JoinRequest,
    Post,
    PostLike,
    PostReply,
    User,
)
from tests.factories import join, make_circle, make_event, make_post, make_session, make_user
from tests.fixtures.parallel import Call

MANY = 50
LATER = 2**40


def errnos(replies):
    return [reply["errno"] for reply in replies]


def number(db, what):
    return db.scalar(select(func.count()).select_from(what))


@pytest.fixture
def circle(parallel):
    """A circle that anybody may join through its first member."""
    with parallel.database() as db:
        circle = make_circle(db, open_join=1)
        join(db, circle, make_user(db), 3)
        return circle


@pytest.fixture
def first(parallel, circle):
    """The uid of the circle's first member."""
    with parallel.database() as db:
        return db.scalar(select(CircleMember.uid))


@pytest.fixture
def uids(parallel):
    """Users who have nothing to do with the circle yet."""
    with parallel.database() as db:
        return [make_user(db).uid for _ in range(MANY)]


def code(db, circle, uid, roleid):
    made = CircleCode.make(db, uid, LATER, cid=circle.cid, roleid=roleid)
    db.flush()
    return {"vcode": made.vcode}


def test_many_join_at_once(parallel, circle, first, uids):
    replies = parallel.together([Call("circle.by_user", uid, {"uid": first}) for uid in uids])
    assert errnos(replies) == [0] * MANY
    with parallel.database() as db:
        assert number(db, CircleMember) == MANY + 1
        assert number(db, Friend) == number(db, Event) == 2 * MANY


def test_one_joins_many_times_at_once(parallel, circle, first, uids):
    """Made friends and told once, also when many devices join."""
    replies = parallel.calls("circle.by_user", [{"uid": first}] * MANY, uid=uids[0])
    assert {str(reply["result"]) for reply in replies} == {
        str({"circle": {"cid": circle.cid, "roleid": 1}})
    }
    with parallel.database() as db:
        assert number(db, CircleMember) == number(db, Friend) == number(db, Event) == 2


def test_the_highest_of_many_roles_stays(parallel, circle, first, uids, configure):
    configure("limits", circle_invite_role="requested")
    with parallel.database() as db:
        codes = [code(db, circle, first, roleid) for roleid in (1, 2, 3)]
    replies = parallel.calls("circle.join", (codes * MANY)[:MANY], uid=uids[0])
    assert set(errnos(replies)) <= {0, 2}
    with parallel.database() as db:
        assert db.get(CircleMember, (circle.cid, uids[0])).roleid == 3


def test_join_and_leave_at_once(parallel, circle, first, uids):
    with parallel.database() as db:
        parm = code(db, circle, first, 1)
    leave = ("circle.leave", {"cid": circle.cid})
    words = [("circle.join", parm), leave] * (MANY // 2)
    replies = parallel.together([Call(name, uids[0], parm) for name, parm in words])
    assert errnos(replies) == [0] * MANY
    with parallel.database() as db:
        assert number(db, CircleMember) in (1, 2)


def test_the_same_request_many_times_at_once(parallel, circle, first, uids):
    parm = {"uid": first, "cid": circle.cid}
    replies = parallel.calls("circle.request_join", [parm] * MANY, uid=uids[0])
    assert errnos(replies) == [0] * MANY
    with parallel.database() as db:
        assert number(db, JoinRequest) == number(db, Event) == 1


def test_two_ask_each_other_at_once(parallel, circle, first, uids):
    """There is no deadlock, in whatever order they lock."""
    with parallel.database() as db:
        others = make_circle(db)
        join(db, others, db.get(User, uids[0]))
    there, here = {"uid": first, "cid": circle.cid}, {"uid": uids[0], "cid": others.cid}
    calls = [Call("circle.request_join", uids[0], there), Call("circle.request_join", first, here)]
    assert errnos(parallel.together(calls * 8)) == [0] * 16


def test_a_request_is_accepted_once(parallel, circle, first, uids):
    with parallel.database() as db:
        eid = make_event(db, first).eid
        db.add(JoinRequest(eid=eid, uid=uids[0], touid=first, cid=circle.cid))
    replies = parallel.calls("circle.accept_join", [{"eid": eid}] * MANY, uid=first)
    assert errnos(replies) == [0] * MANY
    with parallel.database() as db:
        told = db.scalars(select(Event.type).where(Event.eid != eid)).all()
        assert sorted(told) == ["accept_join_circle", "add_friend", "add_friend"]
        assert number(db, CircleMember) == 2


def test_likes_and_replies_on_one_post(parallel, circle, first, uids):
    with parallel.database() as db:
        post = make_post(db, db.get(User, first), circle)
        for uid in uids:
            join(db, circle, db.get(User, uid))
    parm = {"postid": post.postid}
    likes = [Call("circle.likepost", uid, parm) for uid in uids]
    replies = [Call("circle.addreply", uid, parm | {"content": "好"}) for uid in uids]
    assert errnos(parallel.together(likes + replies)) == [0] * 2 * MANY
    with parallel.database() as db:
        row = db.get(Post, post.postid)
        assert row.likes == number(db, PostLike) == MANY
        assert row.replycount == number(db, PostReply) == MANY


def test_two_activate_each_other_at_once(parallel, uids):
    one, two = uids[:2]
    calls = [Call("active.by_user", one, {"uid": two}), Call("active.by_user", two, {"uid": one})]
    assert errnos(parallel.together(calls * 8)) == [0] * 16
    with parallel.database() as db:
        assert number(db, Friend) == number(db, Event) == 2


def test_the_highest_of_many_levels_stays(parallel, uids):
    with parallel.database() as db:
        for level, uid in enumerate(uids[1:], 1):
            db.get(User, uid).actor_level = level
    parallel.calls("active.by_user", [{"uid": uid} for uid in uids[1:]], uid=uids[0])
    with parallel.database() as db:
        user = db.get(User, uids[0])
        assert (user.active_level, user.active_by) == (MANY - 1, uids[-1])
        assert user.actor_level == MANY - 2


def test_times_are_replaced_as_a_whole(parallel, uids):
    parms = [{"times": [[start, start + n] for start in (1, n)]} for n in range(2, 18)]
    assert errnos(parallel.calls("endorsement.set_times", parms, uid=uids[0])) == [0] * 16
    with parallel.database() as db:
        assert [list(pair) for pair in EndorsementTime.of_user(db, uids[0])] in [
            parm["times"] for parm in parms
        ]


def test_one_token_in_many_sessions(parallel, uids):
    """A device token that many sessions register at once belongs to one afterwards."""
    with parallel.database() as db:
        owners = [(uid, make_session(db, db.get(User, uid), f"id {uid}").sid) for uid in uids[:8]]
    parm = {"device_token": "0a" * 32, "is_debug": 0}
    replies = parallel.together([Call("ios.reg", uid, parm, sid) for uid, sid in owners * 2])
    assert errnos(replies) == [0] * 16
    with parallel.database() as db:
        assert number(db, Device) == 1


def test_many_tokens_in_one_session(parallel, uids):
    with parallel.database() as db:
        sid = make_session(db, db.get(User, uids[0]), "id").sid
    parms = [{"device_token": f"{n:064x}", "is_debug": 0} for n in range(16)]
    calls = [Call("ios.reg", uids[0], parm, sid) for parm in parms]
    assert errnos(parallel.together(calls)) == [0] * 16
    with parallel.database() as db:
        assert number(db, Device) == 1
