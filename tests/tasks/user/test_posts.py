"""user.posts, friend_timeline, friend_timeline_new."""

import pytest

from models import PostLike
from tests.factories import (
    enter,
    make_circle,
    make_friend,
    make_group,
    make_post,
    make_user,
)

NOBODY = 10**9


class TimelineSetup:
    """The caller, a friend who posts, and the places of the posts."""

    def __init__(self, db):
        self.me, self.friend, self.stranger = make_user(db), make_user(db), make_user(db)
        make_friend(db, self.me, self.friend)
        make_friend(db, self.me, self.me)
        self.open = make_group(db, self.stranger)
        self.closed = make_group(db, self.stranger, only_member_watch=1)
        self.circle = make_circle(db)


@pytest.fixture
def setup(db):
    return TimelineSetup(db)


def ids(answer):
    return [post["postid"] for post in answer.result["posts"]]


class TestPosts:
    def test_newest_first_in_the_old_view(self, db, call, setup):
        first = make_post(db, setup.friend, setup.open, content="一", likes=1)
        second = make_post(db, setup.friend, setup.open, picture="https://a/b", content="")
        make_post(db, setup.stranger, setup.open)
        db.add(PostLike(postid=first.postid, uid=setup.me.uid))
        db.flush()
        answer = call("user.posts", {"uid": setup.friend.uid}, uid=setup.me.uid)
        common = {"uid": setup.friend.uid, "gid": setup.open.gid, "group_id": setup.open.gid}
        counts = {"replycount": 0, "excount": 0, "time": 1_401_990_301}
        assert answer.result["posts"] == [
            common
            | counts
            | {"postid": second.postid, "content": "", "type": "pic", "picture": "https://a/b"}
            | {"like": 0, "ilike": False},
            common | counts | {"postid": first.postid, "content": "一", "like": 1, "ilike": True},
        ]

    def test_only_what_i_may_read_and_no_circles(self, db, call, setup):
        closed = make_post(db, setup.friend, setup.closed)
        make_post(db, setup.friend, setup.circle)
        parm = {"uid": setup.friend.uid}
        assert ids(call("user.posts", parm, uid=setup.me.uid)) == []
        enter(db, setup.closed, setup.me)
        assert ids(call("user.posts", parm, uid=setup.me.uid)) == [closed.postid]

    def test_paging(self, db, call, setup):
        posts = [make_post(db, setup.friend, setup.open).postid for _ in range(55)][::-1]
        me, parm = setup.me.uid, {"uid": setup.friend.uid}
        assert ids(call("user.posts", parm, uid=me)) == posts[:50]
        assert ids(call("user.posts", parm | {"before": posts[49]}, uid=me)) == posts[50:]
        assert ids(call("user.posts", parm | {"count": 0}, uid=me)) == posts[:1]
        assert ids(call("user.posts", parm | {"count": 2**63}, uid=me)) == posts

    @pytest.mark.parametrize(
        ("parm", "errno"), [({"uid": NOBODY}, 3), ({}, 6), ({"uid": 1, "before": -1}, 6)]
    )
    def test_errors(self, call, setup, parm, errno):
        assert call("user.posts", parm, uid=setup.me.uid).errno == errno


class TestTimeline:
    def test_posts_of_friends_that_i_may_read(self, db, call, setup):
        other = make_user(db)
        make_friend(db, setup.me, other)
        first = make_post(db, setup.friend, setup.open)
        make_post(db, setup.friend, setup.closed)
        make_post(db, setup.friend, setup.circle)
        make_post(db, setup.me, setup.open)
        make_post(db, setup.stranger, setup.open)
        second = make_post(db, other, setup.open)
        third = make_post(db, setup.friend, setup.open)
        mine = [third.postid, second.postid, first.postid]
        assert ids(call("user.friend_timeline", uid=setup.me.uid)) == mine
        newer = call("user.friend_timeline_new", {"after": 0}, uid=setup.me.uid)
        assert ids(newer) == mine[::-1]
        assert "more" not in newer.result

    def test_paging_backwards(self, db, call, setup):
        other = make_user(db)
        make_friend(db, setup.me, other)
        authors = (setup.friend, other, other)
        posts = [make_post(db, authors[number % 3], setup.open).postid for number in range(60)]
        posts.reverse()
        me = setup.me.uid
        assert ids(call("user.friend_timeline", uid=me)) == posts[:50]
        rest = call("user.friend_timeline", {"before": posts[49], "count": 200}, uid=me)
        assert ids(rest) == posts[50:]
        assert ids(call("user.friend_timeline", {"count": -1}, uid=me)) == posts[:1]

    def test_newer_ones_oldest_first_with_more(self, db, call, setup):
        posts = [make_post(db, setup.friend, setup.open).postid for _ in range(202)]
        me = setup.me.uid
        first = call("user.friend_timeline_new", {"after": posts[0]}, uid=me)
        assert ids(first) == posts[1:201]
        assert first.result["more"] is True
        last = call("user.friend_timeline_new", {"after": posts[200]}, uid=me)
        assert ids(last) == posts[201:]
        assert "more" not in last.result

    @pytest.mark.parametrize(
        ("function", "parm"),
        [
            ("user.friend_timeline_new", {}),
            ("user.friend_timeline_new", {"after": -1}),
            ("user.friend_timeline", {"before": "x"}),
        ],
    )
    def test_bad_parameters(self, call, setup, function, parm):
        assert call(function, parm, uid=setup.me.uid).errno == 6


@pytest.mark.parametrize("function", ["user.posts", "user.friend_timeline"])
def test_as_many_statements_for_one_as_for_many(db, call, setup, statements, function):
    me, parm = setup.me.uid, {"uid": setup.friend.uid}
    counts = []
    for _ in range(2):
        for _ in range(5):
            make_post(db, setup.friend, setup.open, likes=1)
        with statements() as seen:
            call(function, parm, uid=me)
        counts.append(len(seen))
    assert counts == [2, 2]
