"""user.add_friend, del_friend, friend_list."""

import pytest
from sqlalchemy import select

from models import Event, Friend
from tests.factories import make_friend, make_user

NOBODY = 10**9


def friends(db, owner):
    """{uid: (type, time)} of a list."""
    rows = db.execute(select(Friend.uid, Friend.type, Friend.time).where(Friend.owner == owner.uid))
    return {row.uid: (row.type, row.time) for row in rows}


def told(answer):
    """(receiver, event without eid and time) of each push."""
    found = []
    for push in answer.pushes:
        assert push.type == "event"
        event = push.data["event"]
        assert event.pop("eid") > 0
        assert event.pop("create_time") == 77
        found.append((push.uids, event))
    return found


class TestAdd:
    def add(self, call, me, uid, now=77, **parm):
        return call("user.add_friend", {"uid": uid} | parm, uid=me.uid, now=now)

    def test_one(self, db, call):
        me, them = make_user(db), make_user(db)
        answer = self.add(call, me, str(them.uid))
        assert (answer.errno, answer.result) == (0, {})
        assert told(answer) == [([them.uid], {"type": "add_friend", "uid": me.uid})]
        assert friends(db, me) == {them.uid: (0, 77)}
        assert friends(db, them) == {}

    def test_several_and_how_they_were_found(self, db, call):
        me, one, two = make_user(db), make_user(db), make_user(db)
        answer = self.add(call, me, [two.uid, NOBODY, one.uid, me.uid, two.uid], type="3")
        event = {"type": "add_friend", "uid": me.uid, "add_type": 3}
        assert sorted(told(answer), key=str) == [([one.uid], event), ([two.uid], event)]
        assert friends(db, me) == {one.uid: (3, 77), two.uid: (3, 77)}

    def test_what_is_told_can_be_read(self, db, call):
        me, them = make_user(db), make_user(db)
        self.add(call, me, them.uid)
        (event,) = call("event.read", uid=them.uid).result["events"]
        assert (event["type"], event["uid"]) == ("add_friend", me.uid)

    @pytest.mark.parametrize(
        ("parm", "type_"), [({}, 2), ({"type": ""}, 2), ({"type": 5}, 5), ({"type": 0}, 0)]
    )
    def test_a_repeat_keeps_the_time_and_is_not_told(self, db, call, parm, type_):
        me, them, new = make_user(db), make_user(db), make_user(db)
        make_friend(db, me, them, type=2, time=5)
        answer = self.add(call, me, [them.uid, new.uid], **parm)
        assert [push.uids for push in answer.pushes] == [[new.uid]]
        assert friends(db, me)[them.uid] == (type_, 5)
        assert len(db.scalars(select(Event).where(Event.uid == them.uid)).all()) == 0

    def test_myself_is_skipped(self, db, call):
        me = make_user(db)
        for uid in (me.uid, [me.uid]):
            answer = self.add(call, me, uid)
            assert (answer.errno, answer.pushes) == (0, [])
        assert friends(db, me) == {}

    @pytest.mark.parametrize(
        ("uid", "errno"),
        [(NOBODY, 3), ([NOBODY, NOBODY + 1], 3), ([], 3), (0, 6), ("x", 6), (None, 6)],
    )
    def test_errors(self, db, call, uid, errno):
        assert self.add(call, make_user(db), uid).errno == errno

    def test_bounds(self, db, call):
        me = make_user(db)
        assert self.add(call, me, list(range(1, 502))).errno == 6
        assert self.add(call, me, me.uid, type=100).errno == 6
        assert self.add(call, me, me.uid, type=-1).errno == 6
        assert self.add(call, me, me.uid, type=99).errno == 0

    @pytest.mark.parametrize("count", [1, 40])
    def test_as_many_statements_for_one_as_for_many(self, db, call, statements, count):
        me, *uids = (make_user(db).uid for _ in range(count + 1))
        with statements() as seen:
            call("user.add_friend", {"uid": uids, "type": 1}, uid=me)
        assert len(seen) == 4


class TestDelete:
    def test_my_own_rows_only(self, db, call):
        me, one, two, three = (make_user(db) for _ in range(4))
        for friend in (one, two, three):
            make_friend(db, me, friend)
            make_friend(db, friend, me)
        for _ in range(2):
            parm = {"uid": [one.uid, str(two.uid), NOBODY, me.uid]}
            assert call("user.del_friend", parm, uid=me.uid).result == {}
        assert friends(db, me).keys() == {three.uid}
        assert friends(db, one).keys() == {me.uid}

    @pytest.mark.parametrize(
        ("uid", "errno"), [(NOBODY, 0), ([], 0), ("", 6), (list(range(1, 502)), 6)]
    )
    def test_bounds(self, db, call, uid, errno):
        assert call("user.del_friend", {"uid": uid}, uid=make_user(db).uid).errno == errno


class TestList:
    @pytest.fixture
    def me(self, db):
        """A user with five friends, the last two added at the same time."""
        me = make_user(db)
        self.newest_first = [make_user(db).uid for _ in range(5)][::-1]
        for time, uid in zip((50, 50, 40, 30, 20), self.newest_first, strict=True):
            db.add(Friend(owner=me.uid, uid=uid, time=time, type=time // 20))
        db.flush()
        return me

    def test_newest_first(self, db, call, me):
        result = call("user.friend_list", uid=me.uid).result
        assert result["friend_id"] == self.newest_first
        assert result["friends"][0] == {"uid": self.newest_first[0], "type": 2, "time": 50}
        assert [line["uid"] for line in result["friends"]] == self.newest_first
        assert (result["pos"], result["count"]) == (0, 50)
        assert result.keys() == {"friend_id", "friends", "pos", "count"}

    def test_legacy_dialect(self, db, call, me):
        result = call("user.friend_list", {"count": 1}, uid=me.uid, legacy=True).result
        assert result == {
            "friend_id": [{"uid": self.newest_first[0], "type": 2, "time": 50}],
            "pos": 0,
            "count": 1,
        }

    @pytest.mark.parametrize(
        ("pos", "count", "used", "expected"),
        [
            (0, 2, 2, slice(0, 2)),
            ("2", 2, 2, slice(2, 4)),
            (4, 2, 2, slice(4, 5)),
            (9, 2, 2, slice(9, 9)),
            (0, 0, 1, slice(0, 1)),
            (0, 9223372036854775807, 1000, slice(0, 5)),
        ],
    )
    def test_paging(self, db, call, me, pos, count, used, expected):
        parm = {"pos": pos, "count": count}
        result = call("user.friend_list", parm, uid=me.uid).result
        assert result["friend_id"] == self.newest_first[expected]
        assert (result["pos"], result["count"]) == (int(pos), used)

    def test_of_somebody_else(self, db, call, me):
        reader = make_user(db)
        result = call("user.friend_list", {"uid": me.uid}, uid=reader.uid).result
        assert result["friend_id"] == self.newest_first
        for parm in ({"uid": 0}, {"uid": ""}, {}):
            assert call("user.friend_list", parm, uid=reader.uid).result["friends"] == []

    @pytest.mark.parametrize(
        ("parm", "errno"), [({"uid": NOBODY}, 3), ({"pos": -1}, 6), ({"uid": -1}, 6)]
    )
    def test_errors(self, db, call, parm, errno):
        assert call("user.friend_list", parm, uid=make_user(db).uid).errno == errno

    def test_one_statement(self, db, call, me, statements):
        uid = me.uid
        with statements() as seen:
            call("user.friend_list", uid=uid)
        assert len(seen) == 1
