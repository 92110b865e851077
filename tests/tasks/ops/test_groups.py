"""ops.groups.*"""

import pytest

from models import Group, Post
from tests.factories import enter, join, make_circle, make_group, make_post, make_user
from wire import bus

GONE = 10**15
NOW = 1_401_990_500
URL = "https://img.example.com/FkQ2"


@pytest.fixture
def group(db, creator):
    return make_group(db, creator, name="读书会 100%", board="b")


@pytest.fixture
def member(db, group):
    user = make_user(db)
    enter(db, group, user, time=NOW)
    return user


class TestFind:
    def test_by_each(self, db, call, group, creator, member, audited):
        other = make_group(db, member, name="登山")
        gone = make_user(db)
        enter(db, group, gone, state="left")

        def found(**parm):
            return [row["gid"] for row in call("ops.groups.find", parm).result["rows"]]

        assert found(gid=group.gid) == found(name="书") == found(name="0%") == [group.gid]
        assert found(uid=creator.uid) == [group.gid]
        assert found(uid=member.uid) == [other.gid, group.gid]
        assert found(uid=member.uid, name="登") == [other.gid]
        assert found(uid=gone.uid) == found(name="_") == found(gid=GONE) == []
        assert audited()[0] == ("FindGroup", 0, {"gid": group.gid}, {"rows": 1})

    def test_what_is_shown(self, call, group, creator, member):
        (row,) = call("ops.groups.find", {"gid": group.gid}).result["rows"]
        assert row == {
            "gid": group.gid,
            "name": "读书会 100%",
            "creator": creator.uid,
            "type": 0,
            "time": 1_401_303_200,
            "members": 2,
        }

    def test_capitals_do_not_matter(self, db, call, creator):
        group = make_group(db, creator, name="Book Club")
        (row,) = call("ops.groups.find", {"name": "bOOK"}).result["rows"]
        assert row["gid"] == group.gid

    def test_the_newest_50(self, db, call, creator):
        gids = [make_group(db, creator, name="x").gid for _ in range(51)]
        rows = call("ops.groups.find", {"name": "x"}).result["rows"]
        assert [row["gid"] for row in rows] == gids[:0:-1]

    @pytest.mark.parametrize("parm", [{}, {"name": ""}, {"gid": 0}, {"uid": "x"}])
    def test_by_nothing(self, call, parm):
        assert call("ops.groups.find", parm).errno == 6


class TestLooking:
    def test_members(self, db, call, group, creator, member):
        rows = call("ops.groups.members", {"gid": group.gid}).result["rows"]
        assert [row["uid"] for row in rows] == [member.uid, creator.uid]
        parm = {"gid": group.gid, "pos": 1, "count": 1}
        (second,) = call("ops.groups.members", parm).result["rows"]
        assert second["uid"] == creator.uid

    def test_posts(self, db, call, group, member):
        first = make_post(db, member, group)
        second = make_post(db, member, group, pictures=[URL], content="", time=NOW)
        rows = call("ops.groups.posts", {"gid": group.gid}).result["rows"]
        assert [row["postid"] for row in rows] == [second.postid, first.postid]
        assert rows[0] == {
            "postid": second.postid,
            "uid": member.uid,
            "time": NOW,
            "content": "",
            "picture": URL,
            "video": None,
            "voice": None,
            "like": 0,
            "replycount": 0,
        }
        parm = {"gid": group.gid, "before": second.postid}
        assert call("ops.groups.posts", parm).result["rows"] == rows[1:]

    def test_replies(self, db, call, group, creator, member):
        post = make_post(db, creator, group)
        ids = [post.reply_by(db, member.uid, word, NOW).replyid for word in "ab"]
        rows = call("ops.groups.replies", {"postid": post.postid}).result["rows"]
        assert [(row["replyid"], row["content"]) for row in rows] == [(ids[0], "a"), (ids[1], "b")]
        parm = {"postid": post.postid, "pos": 1}
        assert call("ops.groups.replies", parm).result["rows"] == rows[1:]

    @pytest.mark.parametrize(
        ("function", "parm"),
        [("members", {"gid": GONE}), ("posts", {"gid": GONE}), ("replies", {"postid": GONE})],
    )
    def test_unknown(self, call, function, parm, audited):
        assert call(f"ops.groups.{function}", parm).errno == 3
        assert audited()[0][1] == 3


class TestEdit:
    def test_what_is_given(self, db, call, group, audited):
        parm = {"gid": group.gid, "name": "新", "only_member_watch": 1}
        assert call("ops.groups.edit", parm).result == {"gid": group.gid}
        assert (group.name, group.board, group.only_member_watch) == ("新", "b", 1)
        fill = {"gid": group.gid, "name": "读书会 100%", "only_member_watch": 0}
        way_back = {"undo": {"page": "GroupEdit", "fill": fill}}
        assert audited() == [("GroupEdit", 0, parm, {"gid": group.gid} | way_back)]
        call("ops.groups.edit", {"gid": group.gid, "board": ""})
        assert (group.name, group.board) == ("新", "")

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [({"gid": GONE}, 3), ({"name": ""}, 6), ({"member_control": 2}, 6), ({"gid": None}, 6)],
    )
    def test_refused(self, call, group, parm, errno):
        assert call("ops.groups.edit", {"gid": group.gid} | parm).errno == errno


class TestHandOver:
    def test_to_a_member(self, db, call, group, creator, member, audited):
        parm = {"gid": group.gid, "uid": member.uid}
        assert call("ops.groups.hand_over", parm).result == {
            "gid": group.gid,
            "creator": member.uid,
        }
        rows = call("group.members", {"gid": group.gid}, uid=member.uid).result["members"]
        assert {row["uid"]: row["type"] for row in rows} == {member.uid: 0, creator.uid: 1}
        assert call("group.update", {"gid": group.gid, "name": "x"}, uid=creator.uid).errno == 2
        assert call("group.update", {"gid": group.gid, "name": "x"}, uid=member.uid).errno == 0
        assert audited()[0][:2] == ("GroupCreator", 0)

    def test_to_the_creator_changes_nothing(self, call, group, creator):
        parm = {"gid": group.gid, "uid": creator.uid}
        assert call("ops.groups.hand_over", parm).errno == 0
        (row,) = call("ops.groups.members", {"gid": group.gid}).result["rows"]
        assert (row["uid"], row["type"]) == (creator.uid, 0)

    @pytest.mark.parametrize("state", [None, "left", "removed"])
    def test_to_nobody(self, db, call, group, creator, state):
        user = make_user(db)
        if state:
            enter(db, group, user, state=state)
        assert call("ops.groups.hand_over", {"gid": group.gid, "uid": user.uid}).errno == 3
        assert call("ops.groups.hand_over", {"gid": GONE, "uid": user.uid}).errno == 3
        assert group.creator == creator.uid


class TestRemoveMember:
    def test_until_invited_again(self, call, group, member):
        parm = {"gid": group.gid, "uid": member.uid}
        assert call("ops.groups.remove_member", parm).result == parm
        assert call("group.join", {"gid": group.gid}, uid=member.uid).errno == 2
        assert call("ops.groups.remove_member", parm).errno == 3

    def test_let_join_again(self, call, group, member):
        parm = {"gid": group.gid, "uid": member.uid}
        assert call("ops.groups.let_join_again", parm).errno == 3
        call("ops.groups.remove_member", parm)
        assert call("ops.groups.let_join_again", parm).result == parm
        assert call("ops.groups.let_join_again", parm).errno == 3
        assert call("group.join", {"gid": group.gid}, uid=member.uid).errno == 0
        assert call("ops.groups.let_join_again", {"gid": GONE, "uid": member.uid}).errno == 3

    def test_not_the_creator(self, call, group, creator):
        parm = {"gid": group.gid, "uid": creator.uid}
        assert call("ops.groups.remove_member", parm).errno == 2

    def test_unknown(self, call, member):
        assert call("ops.groups.remove_member", {"gid": GONE, "uid": member.uid}).errno == 3


class TestDelete:
    def test_group(self, db, call, group, audited):
        gid = group.gid
        answer = call("ops.groups.delete", {"gid": gid})
        assert answer.result == {"gid": gid}
        assert answer.items == [bus.DropWatch(f"group:{gid}", None)]
        assert answer.jobs == ["jobs.groups.forget"]
        assert db.get(Group, gid).deleted == 1
        assert call("ops.groups.delete", {"gid": gid}).errno == 3
        assert [row[:2] for row in audited()] == [("DeleteGroup", 0), ("DeleteGroup", 3)]

    @pytest.mark.parametrize("kind", ["group", "circle"])
    def test_post_and_reply(self, db, call, group, creator, member, kind):
        place = group if kind == "group" else make_circle(db)
        if kind == "circle":
            join(db, place, member)
        post = make_post(db, creator, place)
        replies = [post.reply_by(db, member.uid, "x", NOW).replyid for _ in range(2)]
        answer = call("ops.groups.delete_reply", {"replyid": replies[0]})
        assert answer.result == {"replyid": replies[0]}
        assert Post.get(db, post.postid).replycount == 1
        left = call("post.get_reply", {"postid": post.postid}, uid=member.uid).result["replys"]
        assert [row["replyid"] for row in left] == replies[1:]
        assert call("ops.groups.delete_reply", {"replyid": replies[0]}).errno == 3
        postid = post.postid
        assert call("ops.groups.delete_post", {"postid": postid}).result == {"postid": postid}
        assert call("post.get", {"postid": postid}, uid=member.uid).errno == 3
        assert call("ops.groups.delete_post", {"postid": postid}).errno == 3
