"""Fifty people do the same at the same moment; every count is exact afterwards."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from models import Group, GroupMember, Post, PostLike, PostReply, forgetting
from tests.factories import enter, make_circle, make_group, make_post, make_user
from tests.factories import join as join_circle
from tests.fixtures.parallel import Call

CROWD = 50


@pytest.fixture
def crowd(parallel):
    with parallel.database() as db:
        return [make_user(db) for _ in range(CROWD)]


@pytest.fixture
def uids(crowd):
    return [user.uid for user in crowd]


@pytest.fixture
def group(parallel, crowd):
    with parallel.database() as db:
        return make_group(db, crowd[0])


@pytest.fixture(params=["group", "circle"])
def post(request, parallel, crowd):
    with parallel.database() as db:
        if request.param == "group":
            return make_post(db, crowd[0], make_group(db, crowd[0]))
        circle = make_circle(db)
        for user in crowd:
            join_circle(db, circle, user)
        return make_post(db, crowd[0], circle)


def counts(parallel, post):
    """(like, likes there are, replycount, replies there are)."""
    with parallel.database() as db:
        row = Post.get(db, post.postid)
        likes = select(func.count()).where(PostLike.postid == post.postid)
        replies = select(func.count()).where(PostReply.postid == post.postid)
        return row.likes, db.scalar(likes), row.replycount, db.scalar(replies)


def errnos(replies):
    return Counter(reply["errno"] for reply in replies)


class TestLikes:
    def test_of_many(self, parallel, post, uids):
        functions = ("post.like", "group.likepost")
        parm = {"postid": post.postid}
        calls = [Call(functions[uid % 2], uid, parm) for uid in uids]
        assert errnos(parallel.together(calls)) == {0: CROWD}
        assert counts(parallel, post) == (CROWD, CROWD, 0, 0)
        back = [Call("post.dislike", uid, parm) for uid in uids]
        assert errnos(parallel.together(back)) == {0: CROWD}
        assert counts(parallel, post) == (0, 0, 0, 0)

    def test_of_one_on_many_devices(self, parallel, post, uids):
        parms = [{"postid": post.postid}] * CROWD
        replies = parallel.calls("group.likepost", parms, uid=uids[1])
        assert errnos(replies) == {0: CROWD}
        assert len({reply["result"]["like"]["time"] for reply in replies}) == 1
        assert counts(parallel, post) == (1, 1, 0, 0)

    def test_to_and_fro(self, parallel, post, uids):
        parm = {"postid": post.postid}
        calls = [
            Call(("post.like", "post.dislike")[number % 2], uids[number % 5], parm)
            for number in range(CROWD)
        ]
        assert errnos(parallel.together(calls)) == {0: CROWD}
        like, likes, _, _ = counts(parallel, post)
        assert like == likes <= 5


def test_replies(parallel, post, uids):
    functions = ("post.reply", "group.addreply")
    parm = {"postid": post.postid, "content": "好"}
    calls = [Call(functions[uid % 2], uid, parm) for uid in uids]
    assert errnos(parallel.together(calls)) == {0: CROWD}
    assert counts(parallel, post) == (0, 0, CROWD, CROWD)


def test_likes_while_the_post_is_deleted(parallel, post, uids):
    parm = {"postid": post.postid}
    calls = [Call("post.like", uid, parm) for uid in uids[1:]]
    calls.insert(CROWD // 2, Call("post.delete", uids[0], parm))
    found = errnos(parallel.together(calls))
    assert set(found) <= {0, 3}
    with parallel.database() as db:
        assert db.get(Post, post.postid) is None
        assert not db.scalar(select(func.count()).select_from(PostLike))


def members(parallel, group):
    with parallel.database() as db:
        return set(GroupMember.uids(db, group.gid))


class TestMembers:
    def test_join_and_leave(self, parallel, group, uids):
        parm = {"gid": group.gid}
        assert errnos(parallel.together([Call("group.join", uid, parm) for uid in uids])) == {
            0: CROWD
        }
        assert members(parallel, group) == set(uids)
        assert errnos(parallel.together([Call("group.leave", uid, parm) for uid in uids])) == {
            0: CROWD
        }
        assert members(parallel, group) == set()

    def test_one_joins_on_many_devices(self, parallel, group, uids):
        replies = parallel.calls("group.join", [{"gid": group.gid}] * CROWD, uid=uids[1])
        assert errnos(replies) == {0: CROWD}
        assert members(parallel, group) == {uids[0], uids[1]}

    def test_nobody_gets_back_while_being_removed(self, parallel, crowd, group, uids):
        with parallel.database() as db:
            for user in crowd[1:]:
                enter(db, group, user)
        parm = {"gid": group.gid}
        calls = [Call("group.join", uid, parm) for uid in uids[1:]]
        calls.insert(10, Call("group.remove_member", uids[0], parm | {"uid": uids[1:]}))
        assert set(errnos(parallel.together(calls))) <= {0, 2}
        assert members(parallel, group) == {uids[0]}

    def test_everybody_invites_the_same(self, parallel, crowd, group, uids):
        with parallel.database() as db:
            for user in crowd[1:]:
                enter(db, group, user)
            guests = [make_user(db).uid for _ in range(5)]
        parm = {"gid": group.gid, "uid": guests}
        calls = [Call("group.invite", uid, parm) for uid in uids]
        assert errnos(parallel.together(calls)) == {0: CROWD}
        for guest in guests:
            (reply,) = parallel.calls("event.read", [{"pos": 0}], uid=guest)
            assert sorted(one["fromuid"] for one in reply["result"]["events"]) == uids

    @pytest.mark.parametrize("survivors", [0, 1])
    def test_a_group_always_has_a_creator(self, parallel, crowd, group, uids, survivors):
        """Also while all accounts are deleted, and others join and leave."""
        with parallel.database() as db:
            for user in crowd[1:]:
                enter(db, group, user)
        gone = uids[: CROWD // 2] if survivors else uids
        calls = [Call("ops.users.delete", 0, {"uid": uid}) for uid in gone]
        for uid in uids[CROWD // 2 :]:
            calls.append(Call("group.leave", uid, {"gid": group.gid}))
            calls.append(Call("group.join", uid, {"gid": group.gid}))
        replies = parallel.together(calls)
        # On a slow machine some wait too long for the others, and ask again.
        late = [one for one, reply in zip(calls, replies, strict=True) if reply["errno"] == 5]
        found = errnos([reply for reply in replies if reply["errno"] != 5])
        assert set(found) <= {0, 3}
        assert not late or set(errnos(parallel.together(late))) <= {0, 3}
        with parallel.database() as db:
            left = db.get(Group, group.gid)
            assert survivors or left is None
            assert left is None or left.creator in uids[CROWD // 2 :]

    def test_work_on_a_group_that_is_deleted(self, parallel, group, uids):
        parm = {"gid": group.gid, "content": "好"}
        functions = ("group.join", "group.addpost", "group.leave", "group.invite")
        calls = [
            Call(functions[number % 4], uid, parm | {"uid": uids[0]})
            for number, uid in enumerate(uids[1:])
        ]
        calls.insert(5, Call("group.delete", uids[0], parm))
        assert set(errnos(parallel.together(calls))) <= {0, 2, 3}
        with parallel.database() as db:
            while forgetting.group(db, group.gid, 1000):
                pass
            for table in (Group, GroupMember, Post):
                assert not db.scalar(select(func.count()).select_from(table))
