"""Large groups and posts are deleted at once for everybody; their rows later, in bounded steps."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models import (
    Friend,
    Group,
    GroupInvite,
    GroupMember,
    GroupMute,
    GroupRequest,
    Outbox,
    Post,
    PostLike,
    PostMedia,
    PostReply,
    erasure,
)
from models.post import post as posts
from tasks.jobs import groups
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import enter, join, make_circle, make_group, make_post, make_user

BATCH, NOW = 3, 1_700_000_000
TABLES = (GroupMember, GroupInvite, GroupRequest, GroupMute, Post, PostLike, PostReply, PostMedia)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(groups, "BATCH", BATCH)
    monkeypatch.setattr(posts, "FEW", 2)


@pytest.fixture
def people(db):
    return [make_user(db) for _ in range(2 * BATCH + 1)]


@pytest.fixture
def group(db, people):
    group = make_group(db, people[0])
    for user in people[1:]:
        enter(db, group, user)
        db.add(GroupInvite(gid=group.gid, uid=user.uid, fromuid=people[0].uid))
        db.add(GroupRequest(gid=group.gid, uid=user.uid, type=1, state="open"))
        db.add(GroupMute(gid=group.gid, uid=user.uid))
    for _ in range(BATCH + 1):
        liked(db, make_post(db, people[0], group, pictures=["https://x/1", "https://x/2"]), people)
    return group


def liked(db, post, people):
    for user in people[1:]:
        post.like_by(db, user.uid, NOW)
        post.reply_by(db, user.uid, "好", NOW)
    db.refresh(post)
    return post


def sizes(db):
    return {table: db.scalar(select(func.count()).select_from(table)) for table in TABLES}


def find(call, wanted):
    return call("ops.find.search_all", {"text": wanted}).result["hits"]


def forget(db):
    """Do the stored jobs; how many rows each step deleted from the table that lost most."""
    steps = []
    while (row := db.scalar(select(Outbox).where(Outbox.task == "jobs.groups.forget"))) is not None:
        arguments, before = row.args, sizes(db)
        db.delete(row)
        groups.forget(Ctx(db, NOBODY, NOW), **arguments)
        db.flush()
        after = sizes(db)
        steps.append(
            max(before[table] - after[table] for table in TABLES if table is not PostMedia)
        )
    return steps


class TestGroup:
    def test_is_gone_at_once(self, db, call, people, group):
        me, friend, gid = people[0].uid, people[1].uid, group.gid
        post = db.scalars(select(Post.postid).where(Post.gid == gid)).first()
        db.add(Friend(owner=friend, uid=me))
        before = sizes(db)

        answer = call("group.delete", {"gid": gid}, uid=me)

        assert (answer.errno, answer.jobs) == (0, ["jobs.groups.forget"])
        assert sizes(db) == before
        of_group = (
            "join",
            "leave",
            "members",
            "postlist",
            "post_list",
            "regupdate",
            "delete",
            "mute",
        )
        asked = [call(f"group.{name}", {"gid": gid}, uid=me).errno for name in of_group]
        of_post = (
            "post.get",
            "post.likes",
            "post.get_reply",
            "post.like",
            "post.readex",
            "post.delete",
        )
        asked += [call(name, {"postid": post}, uid=me).errno for name in of_post]
        asked.append(call("group.info", {"gid": gid}, uid=me).errno)
        asked.append(call("group.addpost", {"gid": gid, "content": "x"}, uid=me).errno)
        asked.append(call("ops.groups.members", {"gid": gid}).errno)
        asked.append(call("ops.groups.delete", {"gid": gid}).errno)
        reported = {"kind": "group", "id": gid, "reason": "spam"}
        asked.append(call("report.add", reported, uid=friend).errno)
        assert set(asked) == {3}
        assert call("group.my", uid=friend).result == {"groups": []}
        assert call("group.search", {"type": group.type}, uid=friend).result == {"groups": []}
        assert call("ops.groups.find", {"gid": gid}).result == {"rows": []}
        hits = [hit for wanted in (str(gid), "g") for hit in find(call, wanted)]
        assert "Group" not in {hit["kind"] for hit in hits}
        assert call("user.posts", {"uid": me}, uid=friend).result["posts"] == []
        assert call("user.friend_timeline", uid=friend).result["posts"] == []
        assert call("post.reply_to_me", uid=me).result == {"replys": []}
        news = call("post.get_new_reply", {"like_after": 0}, uid=me).result
        assert (news["replys"], news["likes"]) == ([], [])

    def test_its_rows_go_in_steps(self, db, call, people, group):
        other = make_group(db, people[1])
        kept = liked(db, make_post(db, people[0], other), people)
        call("group.delete", {"gid": group.gid}, uid=people[0].uid)

        steps = forget(db)

        assert max(steps) <= BATCH
        assert db.scalars(select(Group.gid)).all() == [other.gid]
        left = sizes(db)
        assert left.pop(GroupMember) == left.pop(Post) == 1
        assert left.pop(PostLike) == left.pop(PostReply) == len(people) - 1
        assert set(left.values()) == {0}
        assert kept.likes == len(people) - 1

    def test_of_an_account_that_goes_meanwhile(self, db, call, people, group):
        uid, gid = people[0].uid, group.gid
        call("group.delete", {"gid": gid}, uid=uid)
        erasure.erase(db, uid)
        assert db.scalar(select(func.count()).select_from(Group)) == 0
        assert forget(db) == [0]


class TestPost:
    @pytest.mark.parametrize("kind", ["group", "circle"])
    def test_with_many_likes(self, db, call, people, group, kind):
        me, place = people[0], group if kind == "group" else make_circle(db)
        if kind == "circle":
            join(db, place, me)
            join(db, place, people[1])
        post = liked(db, make_post(db, me, place), people)
        postid, before = post.postid, sizes(db)

        answer = call("post.delete", {"postid": postid}, uid=me.uid)

        assert (answer.errno, answer.jobs) == (0, ["jobs.groups.forget"])
        assert sizes(db) == before
        listed = {"group": ("group.postlist", {"gid": group.gid})}
        listed["circle"] = ("circle.postlist", {"cid": getattr(place, "cid", 0)})
        name, parm = listed[kind]
        shown = call(name, parm | {"count": 100}, uid=people[1].uid).result["posts"]
        assert postid not in [one["postid"] for one in shown]
        for name in ("post.get", "post.likes", "post.like", "post.delete"):
            assert call(name, {"postid": postid}, uid=me.uid).errno == 3
        assert max(forget(db)) <= BATCH
        after = sizes(db)
        assert before[Post] - after[Post] == 1
        assert before[PostLike] - after[PostLike] == len(people) - 1
        assert db.scalars(select(Group.gid)).all() == [group.gid]

    def test_with_few_goes_at_once(self, db, call, people, group):
        post = make_post(db, people[0], group)
        assert call("post.delete", {"postid": post.postid}, uid=people[0].uid).jobs == []
        assert db.scalar(select(Post.postid).where(Post.postid == post.postid)) is None
