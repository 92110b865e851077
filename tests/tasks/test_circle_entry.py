"""circle.by_user, circle.request_join, circle.accept_join: joining through a member."""

import pytest
from sqlalchemy import select

from models import CircleMember, Event, Friend, JoinRequest, User
from tests.factories import join, make_circle, make_friend, make_user

DAY = 24 * 3600
HUGE = 9223372036854775807


@pytest.fixture
def user(db):
    return make_user(db)


@pytest.fixture
def circle(db):
    """An open circle; roles 1 (of newcomers), 2 and 3, of level 1, 2 and 3."""
    return make_circle(db, open_join=1)


@pytest.fixture
def member(db, circle):
    member = make_user(db)
    join(db, circle, member, 2, time=500)
    return member


@pytest.fixture
def as_requested(configure):
    """Newcomers get the role that was asked for."""
    configure("limits", circle_invite_role="requested")


def membership(db, circle, user):
    row = db.get(CircleMember, (circle.cid, user.uid))
    return row and (row.roleid, row.by_uid, row.time)


def friends(db, one, two):
    """The types of the two friend rows, None where there is none."""
    rows = [db.get(Friend, key) for key in ((one.uid, two.uid), (two.uid, one.uid))]
    return [row and row.type for row in rows]


def told(answer):
    """Who was told what: (uid, the event without its eid and time)."""
    assert {push.type for push in answer.pushes} <= {"event"}
    events = [(push.uids[0], dict(push.data["event"])) for push in answer.pushes]
    for _, event in events:
        del event["eid"], event["create_time"]
    return events


def befriended(one, two):
    return [
        (uid, {"type": "add_friend", "uid": other, "add_type": 2})
        for uid, other in ((one.uid, two.uid), (two.uid, one.uid))
    ]


class TestByUser:
    def test_default_role_and_friendship(self, db, call, user, circle, member):
        answer = call("circle.by_user", {"uid": member.uid}, uid=user.uid, now=1000)
        assert answer.result == {"circle": {"cid": circle.cid, "roleid": 1}}
        assert membership(db, circle, user) == (1, member.uid, 1000)
        assert friends(db, user, member) == [2, 2]
        assert sorted(told(answer)) == sorted(befriended(user, member))

    def test_default_role_also_as_requested(self, call, user, member, as_requested):
        answer = call("circle.by_user", {"uid": member.uid}, uid=user.uid)
        assert answer.result["circle"]["roleid"] == 1

    def test_the_circle_joined_first_or_the_one_named(self, db, call, user, circle, member):
        first = make_circle(db, open_join=1)
        join(db, first, member, time=100)
        parm = {"uid": member.uid}
        assert call("circle.by_user", parm, uid=user.uid).result["circle"]["cid"] == first.cid
        parm["cid"] = circle.cid
        assert call("circle.by_user", parm, uid=user.uid).result["circle"]["cid"] == circle.cid

    def test_member_keeps_the_role_and_nothing_happens(self, db, call, user, circle, member):
        join(db, circle, user, 3, by_uid=7, time=100)
        answer = call("circle.by_user", {"uid": member.uid}, uid=user.uid)
        assert answer.result == {"circle": {"cid": circle.cid, "roleid": 3}}
        assert answer.pushes == []
        assert membership(db, circle, user) == (3, 7, 100)
        assert friends(db, user, member) == [None, None]

    def test_a_friend_already_is_not_told(self, db, call, user, circle, member):
        make_friend(db, user, member, type=5)
        answer = call("circle.by_user", {"uid": member.uid}, uid=user.uid)
        assert [uid for uid, _ in told(answer)] == [user.uid]
        assert friends(db, user, member) == [5, 2]

    def test_errors(self, db, call, user, circle, member):
        closed, elsewhere = make_circle(db), make_circle(db)
        join(db, closed, member, time=900)
        for parm, errno in (
            ({"uid": user.uid}, 2),
            ({"uid": HUGE}, 3),
            ({"uid": make_user(db).uid}, 3),
            ({"uid": member.uid, "cid": elsewhere.cid}, 3),
            ({"uid": member.uid, "cid": HUGE}, 3),
            ({"uid": member.uid, "cid": closed.cid}, 2),
        ):
            answer = call("circle.by_user", parm, uid=user.uid)
            assert (answer.errno, answer.pushes) == (errno, [])
        assert membership(db, closed, user) is None


class TestRequestJoin:
    def test_event_to_the_asked_member(self, db, call, user, circle, member):
        parm = {"uid": member.uid, "cid": circle.cid}
        answer = call("circle.request_join", parm, uid=user.uid)
        assert answer.result == {}
        body = {"type": "request_join_circle", "uid": user.uid, "cid": circle.cid}
        assert told(answer) == [(member.uid, body)]
        (read,) = call("event.read", uid=member.uid).result["events"]
        assert read == answer.pushes[0].data["event"]
        assert membership(db, circle, user) is None

    def test_again_within_a_day(self, db, call, user, circle, member):
        parm = {"uid": member.uid, "cid": circle.cid}
        for now, events in ((1000, 1), (1000 + DAY - 1, 0), (1000 + DAY, 1)):
            answer = call("circle.request_join", parm, uid=user.uid, now=now)
            assert (answer.errno, len(answer.pushes)) == (0, events)

    def test_others_are_asked_all_the_same(self, db, call, user, circle, member):
        other_member, other_circle = make_user(db), make_circle(db)
        join(db, circle, other_member)
        join(db, other_circle, member)
        for uid, cid in (
            (member.uid, circle.cid),
            (other_member.uid, circle.cid),
            (member.uid, other_circle.cid),
        ):
            answer = call("circle.request_join", {"uid": uid, "cid": cid}, uid=user.uid)
            assert len(answer.pushes) == 1

    def test_after_it_was_accepted_one_may_ask_again(self, db, call, user, circle, member):
        parm = {"uid": member.uid, "cid": circle.cid}
        event = call("circle.request_join", parm, uid=user.uid).pushes[0].data["event"]
        call("circle.accept_join", {"eid": event["eid"]}, uid=member.uid)
        call("circle.leave", {"cid": circle.cid}, uid=user.uid)
        assert len(call("circle.request_join", parm, uid=user.uid).pushes) == 1

    def test_member_already(self, db, call, user, circle, member):
        join(db, circle, user, 3)
        parm = {"uid": member.uid, "cid": circle.cid}
        answer = call("circle.request_join", parm, uid=user.uid)
        assert answer.result == {"circle": {"cid": circle.cid, "roleid": 3}}
        assert answer.pushes == []

    def test_errors(self, db, call, user, circle, member):
        for uid, cid, errno in (
            (user.uid, circle.cid, 2),
            (HUGE, circle.cid, 3),
            (member.uid, HUGE, 3),
            (make_user(db).uid, circle.cid, 3),
        ):
            answer = call("circle.request_join", {"uid": uid, "cid": cid}, uid=user.uid)
            assert (answer.errno, answer.pushes) == (errno, [])


class TestAcceptJoin:
    @pytest.fixture
    def eid(self, call, user, circle, member):
        """The event by which `member` knows that `user` wants to join."""
        parm = {"uid": member.uid, "cid": circle.cid}
        answer = call("circle.request_join", parm, uid=user.uid)
        return answer.pushes[0].data["event"]["eid"]

    def test_membership_friendship_and_events(self, db, call, user, circle, member, eid):
        answer = call("circle.accept_join", {"eid": eid}, uid=member.uid, now=1000)
        assert answer.result == {}
        assert membership(db, circle, user) == (1, member.uid, 1000)
        assert friends(db, user, member) == [2, 2]
        body = {"type": "accept_join_circle", "cid": circle.cid, "roleid": 1, "by_uid": member.uid}
        accepted = (user.uid, body)
        assert sorted(told(answer), key=str) == sorted(
            [accepted, *befriended(user, member)], key=str
        )

    @pytest.mark.parametrize(
        ("parm", "errno", "roleid"),
        [({}, 0, 2), ({"roleid": 1}, 0, 1), ({"roleid": 3}, 2, None), ({"roleid": 9}, 3, None)],
    )
    def test_role_as_requested(
        self, db, call, user, circle, member, eid, as_requested, parm, errno, roleid
    ):
        answer = call("circle.accept_join", {"eid": eid, **parm}, uid=member.uid)
        assert answer.errno == errno
        if roleid:
            assert answer.pushes[-1].data["event"]["roleid"] == roleid
            assert membership(db, circle, user)[0] == roleid
        else:
            assert membership(db, circle, user) is None

    def test_role_is_checked_even_where_it_does_not_count(self, call, member, eid):
        for roleid, errno in ((3, 2), (9, 3), (2, 0)):
            parm = {"eid": eid, "roleid": roleid}
            assert call("circle.accept_join", parm, uid=member.uid).errno == errno

    def test_refused_acceptance_leaves_the_request_open(self, db, call, user, circle, member, eid):
        call("circle.accept_join", {"eid": eid, "roleid": 3}, uid=member.uid)
        assert db.get(JoinRequest, eid).accept_time is None
        call("circle.accept_join", {"eid": eid}, uid=member.uid)
        assert membership(db, circle, user)[0] == 1

    def test_counts_once(self, db, call, user, circle, member, eid):
        call("circle.accept_join", {"eid": eid}, uid=member.uid)
        call("circle.leave", {"cid": circle.cid}, uid=user.uid)
        answer = call("circle.accept_join", {"eid": eid}, uid=member.uid)
        assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert membership(db, circle, user) is None

    def test_requester_who_is_a_member_by_now(self, db, call, user, circle, member, eid):
        join(db, circle, user, 3, by_uid=7, time=100)
        answer = call("circle.accept_join", {"eid": eid}, uid=member.uid)
        assert answer.errno == 0
        assert membership(db, circle, user) == (3, 7, 100)
        assert answer.pushes[-1].data["event"]["roleid"] == 3

    def test_only_by_the_member_who_was_asked(self, db, call, user, circle, member, eid):
        other = make_user(db)
        join(db, circle, other, 3)
        for someone in (other, user):
            assert call("circle.accept_join", {"eid": eid}, uid=someone.uid).errno == 2
        call("circle.leave", {"cid": circle.cid}, uid=member.uid)
        assert call("circle.accept_join", {"eid": eid}, uid=member.uid).errno == 2
        assert membership(db, circle, user) is None

    def test_no_such_request(self, db, call, user, member, eid):
        (other,) = Event.record(db, [member.uid], "add_friend", {"uid": user.uid}, 1000)
        for unknown in (HUGE, other.eid):
            assert call("circle.accept_join", {"eid": unknown}, uid=member.uid).errno == 3

    def test_requester_is_gone(self, db, call, user, member, eid):
        db.delete(db.get(User, user.uid))
        db.flush()
        assert db.scalars(select(JoinRequest)).all() == []
        assert call("circle.accept_join", {"eid": eid}, uid=member.uid).errno == 3
