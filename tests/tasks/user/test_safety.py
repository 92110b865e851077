"""user.block, unblock, block_list and mute; group.mute."""

import pytest
from sqlalchemy import select

from models import Block, Friend, GroupMute, Mute, block
from tests.factories import make_friend, make_group, make_user

NOBODY = 10**9


def listed(db, kind, owner):
    return {row.uid: row.time for row in db.scalars(select(kind).where(kind.owner == owner.uid))}


class TestBlock:
    def block(self, call, me, uid, now=77):
        return call("user.block", {"uid": uid}, uid=me.uid, now=now)

    def test_ends_friendship_both_ways_and_tells_nobody(self, db, call):
        me, them, other = make_user(db), make_user(db), make_user(db)
        for owner, friend in ((me, them), (them, me), (me, other), (other, them)):
            make_friend(db, owner, friend)
        answer = self.block(call, me, str(them.uid))
        assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert listed(db, Block, me) == {them.uid: 77}
        friends = {(row.owner, row.uid) for row in db.scalars(select(Friend))}
        assert friends == {(me.uid, other.uid), (other.uid, them.uid)}

    def test_several_and_again(self, db, call):
        me, one, two = (make_user(db) for _ in range(3))
        self.block(call, me, one.uid, now=5)
        answer = self.block(call, me, [two.uid, NOBODY, me.uid, one.uid])
        assert answer.errno == 0
        assert listed(db, Block, me) == {one.uid: 5, two.uid: 77}

    @pytest.mark.parametrize(("uid", "errno"), [(NOBODY, 3), ([], 3), (0, 6), ("x", 6), (None, 6)])
    def test_errors(self, db, call, uid, errno):
        assert self.block(call, make_user(db), uid).errno == errno

    def test_bound(self, db, call, monkeypatch):
        monkeypatch.setattr(block, "MOST", 2)
        me, *uids = (make_user(db) for _ in range(4))
        assert self.block(call, me, [one.uid for one in uids[:2]]).errno == 0
        assert self.block(call, me, uids[0].uid).errno == 0
        assert self.block(call, me, uids[2].uid).errno == 6
        assert len(listed(db, Block, me)) == 2

    def test_unblock(self, db, call):
        me, them = make_user(db), make_user(db)
        self.block(call, me, them.uid)
        for _ in range(2):
            answer = call("user.unblock", {"uid": [them.uid, NOBODY]}, uid=me.uid)
            assert (answer.errno, answer.result) == (0, {})
        assert listed(db, Block, me) == {}
        assert call("message.send", {"uid": them.uid, "content": "好"}, uid=me.uid).errno == 0

    def test_only_who_blocked_can_unblock(self, db, call):
        me, them = make_user(db), make_user(db)
        self.block(call, me, them.uid)
        call("user.unblock", {"uid": me.uid}, uid=them.uid)
        assert listed(db, Block, me) == {them.uid: 77}


class TestList:
    def test_pages(self, db, call):
        me, *them = (make_user(db) for _ in range(4))
        for time, one in enumerate(them):
            call("user.block", {"uid": one.uid}, uid=me.uid, now=time + 1)
        newest = [{"uid": one.uid, "time": time} for time, one in enumerate(them, 1)][::-1]
        for parm, users, used in (
            ({}, newest, (0, 50)),
            ({"pos": 1, "count": 1}, newest[1:2], (1, 1)),
            ({"pos": 9}, [], (9, 50)),
            ({"count": 10**9}, newest, (0, 1000)),
            ({"count": 0}, newest[:1], (0, 1)),
        ):
            answer = call("user.block_list", parm, uid=me.uid)
            assert answer.result == {"users": users, "pos": used[0], "count": used[1]}
        assert call("user.block_list", {"pos": -1}, uid=me.uid).errno == 6

    def test_nobody_sees_who_blocked_them(self, db, call):
        me, them = make_user(db), make_user(db)
        call("user.block", {"uid": them.uid}, uid=me.uid)
        assert call("user.block_list", uid=them.uid).result["users"] == []


class TestMute:
    def test_on_and_off(self, db, call):
        me, one, two = (make_user(db) for _ in range(3))
        for parm, muted in (
            ({"uid": [one.uid, two.uid]}, {one.uid, two.uid}),
            ({"uid": one.uid, "on": 1}, {one.uid, two.uid}),
            ({"uid": two.uid, "on": 0}, {one.uid}),
            ({"uid": NOBODY, "on": False}, {one.uid}),
        ):
            answer = call("user.mute", parm, uid=me.uid)
            assert (answer.errno, answer.result, answer.items) == (0, {}, [])
            assert set(listed(db, Mute, me)) == muted

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [({"uid": NOBODY}, 3), ({}, 6), ({"uid": 1, "on": 2}, 6), ({"uid": [1] * 501}, 3)],
    )
    def test_errors(self, db, call, parm, errno):
        assert call("user.mute", parm, uid=make_user(db).uid).errno == errno

    def test_they_still_may_write(self, db, call):
        me, them = make_user(db), make_user(db)
        call("user.mute", {"uid": them.uid}, uid=me.uid)
        answer = call("message.send", {"uid": me.uid, "content": "好"}, uid=them.uid)
        assert (answer.errno, [push.type for push in answer.pushes]) == (0, ["newmsg"])
        assert call("message.read", uid=me.uid).result["message"]


class TestMuteGroup:
    def test_on_and_off(self, db, call):
        me = make_user(db)
        group = make_group(db, make_user(db))
        for on, rows in ((1, 1), ("1", 1), (0, 0), (0, 0)):
            answer = call("group.mute", {"gid": group.gid, "on": on}, uid=me.uid)
            assert (answer.errno, answer.result) == (0, {})
            assert len(db.scalars(select(GroupMute)).all()) == rows

    @pytest.mark.parametrize(("parm", "errno"), [({"gid": NOBODY}, 3), ({}, 6)])
    def test_errors(self, db, call, parm, errno):
        assert call("group.mute", parm, uid=make_user(db).uid).errno == errno
