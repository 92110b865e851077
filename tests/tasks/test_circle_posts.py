"""circle.*: posts, likes and replies; the announcement."""

import pytest

from models import Circle, Merchandise, Post
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared.announcements import announce
from tests.factories import enter, join, make_circle, make_group, make_post, make_user
from tests.fixtures.calls import pushed

NOW = 1_401_990_500
HUGE = 9223372036854775807
PICTURES = ["https://img.example.com/FkQ2", "https://img.example.com/FkQ3"]


@pytest.fixture
def circle(db):
    return make_circle(db)


@pytest.fixture
def author(db, circle):
    author = make_user(db)
    join(db, circle, author)
    return author


@pytest.fixture
def reader(db, circle):
    reader = make_user(db)
    join(db, circle, reader)
    return reader


def ids(answer):
    return [post["postid"] for post in answer.result["posts"]]


def make_goods(db):
    goods = Merchandise(productname="茶", amount=100)
    db.add(goods)
    db.flush()
    return goods


class TestAddPost:
    def test_all_keys(self, db, call, circle, author, reader):
        goods = make_goods(db)
        parm = {
            "cid": str(circle.cid),
            "content": "新到货",
            "pictures": PICTURES,
            "mid": str(goods.mid),
        }
        answer = call("circle.addpost", parm, uid=author.uid, now=NOW)
        assert (answer.errno, answer.pushes) == (0, [])
        (shown,) = call("circle.postlist", {"cid": circle.cid}, uid=reader.uid).result["posts"]
        assert shown == {
            "postid": answer.result["postid"],
            "uid": author.uid,
            "cid": circle.cid,
            "content": "新到货",
            "picture_list": PICTURES,
            "mid": goods.mid,
            "time": NOW,
            "likes": [],
            "replys": [],
            "like": 0,
            "replycount": 0,
        }

    def test_the_least(self, call, circle, author):
        call("circle.addpost", {"cid": circle.cid, "content": "好"}, uid=author.uid)
        (shown,) = call("circle.postlist", {"cid": circle.cid}, uid=author.uid).result["posts"]
        assert (shown["picture_list"], shown["mid"]) == ([], None)

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"content": ""}, 6),
            ({"content": "", "pictures": []}, 6),
            ({"content": "", "pictures": PICTURES[0]}, 0),
            ({"pictures": PICTURES}, 6),
            ({"content": "x", "pictures": PICTURES * 10}, 0),
            ({"content": "x", "pictures": PICTURES * 11}, 6),
            ({"content": "x", "pictures": ["ftp://x"]}, 6),
            ({"content": "x" * 4096}, 0),
            ({"content": "x" * 4097}, 6),
            ({"content": "x", "mid": ""}, 0),
            ({"content": "x", "mid": 0}, 6),
        ],
    )
    def test_what_is_needed(self, call, circle, author, parm, errno):
        answer = call("circle.addpost", {"cid": circle.cid, **parm}, uid=author.uid)
        assert answer.errno == errno, answer.error

    def test_goods_alone_will_do(self, db, call, circle, author):
        parm = {"cid": circle.cid, "content": "", "mid": make_goods(db).mid}
        assert call("circle.addpost", parm, uid=author.uid).errno == 0

    def test_errors(self, db, call, circle, author):
        stranger = make_user(db)
        common = {"cid": circle.cid, "content": "x"}
        for user, parm, errno in (
            (author, {"cid": HUGE}, 3),
            (author, {"mid": HUGE}, 3),
            (stranger, {"mid": HUGE}, 3),
            (stranger, {}, 2),
        ):
            assert call("circle.addpost", common | parm, uid=user.uid).errno == errno


class TestPostlist:
    def test_newest_first_and_paging(self, db, call, circle, author, reader):
        posts = [make_post(db, author, circle).postid for _ in range(22)]
        make_post(db, author, make_group(db, author))
        other = make_circle(db)
        make_post(db, author, other)
        parm = {"cid": circle.cid}
        assert ids(call("circle.postlist", parm, uid=reader.uid)) == posts[:1:-1]
        parm["before_postid"] = 0
        assert ids(call("circle.postlist", parm, uid=reader.uid)) == posts[:1:-1]
        parm["before_postid"] = posts[2]
        assert ids(call("circle.postlist", parm, uid=reader.uid)) == posts[1::-1]

    @pytest.mark.parametrize(("count", "expected"), [(0, 1), (HUGE, 100)])
    def test_count_is_clamped(self, db, call, circle, author, count, expected):
        for _ in range(101):
            make_post(db, author, circle)
        parm = {"cid": circle.cid, "count": count}
        assert len(ids(call("circle.postlist", parm, uid=author.uid))) == expected

    def test_likes_and_replies(self, db, call, circle, author, reader):
        post = make_post(db, author, circle)
        parm = {"postid": post.postid}
        call("circle.likepost", parm, uid=reader.uid, now=NOW)
        reply = call("circle.addreply", parm | {"content": "好"}, uid=reader.uid, now=NOW + 1)
        (shown,) = call("circle.postlist", {"cid": circle.cid}, uid=author.uid).result["posts"]
        assert shown["likes"] == [{"uid": reader.uid, "time": NOW}]
        assert shown["replys"] == [reply.result["post"]]
        assert (shown["like"], shown["replycount"]) == (1, 1)

    @pytest.mark.parametrize("name", ["circle.postlist", "circle.post_after"])
    def test_errors(self, db, call, circle, author, name):
        stranger = make_user(db)
        for user, cid, errno in ((stranger, circle.cid, 2), (author, HUGE, 3)):
            parm = {"cid": cid, "after_postid": 0}
            assert call(name, parm, uid=user.uid).errno == errno


class TestPostAfter:
    def test_newer_ones_newest_first(self, db, call, circle, author):
        posts = [make_post(db, author, circle).postid for _ in range(4)]
        parm = {"cid": circle.cid, "after_postid": posts[1]}
        answer = call("circle.post_after", parm, uid=author.uid)
        assert ids(answer) == [posts[3], posts[2]]
        assert "more" not in answer.result

    def test_older_new_ones_are_cut(self, db, call, circle, author):
        posts = [make_post(db, author, circle).postid for _ in range(102)]
        parm = {"cid": circle.cid, "after_postid": posts[0]}
        answer = call("circle.post_after", parm, uid=author.uid)
        assert ids(answer) == posts[:1:-1]
        assert answer.result["more"] is True


class TestLikepost:
    def test_first_and_again(self, db, call, circle, author, reader):
        post = make_post(db, author, circle)
        parm = {"postid": post.postid}
        first = call("circle.likepost", parm, uid=reader.uid, now=NOW)
        assert first.result == {"like": {"uid": reader.uid, "time": NOW}}
        (push,) = first.pushes
        like = {"postid": post.postid, "uid": reader.uid, "time": NOW}
        assert (push.type, push.uids, push.data) == ("newlike", [author.uid], {"like": like})
        again = call("circle.likepost", parm, uid=reader.uid, now=NOW + 9)
        assert (again.result, again.pushes) == (first.result, [])
        assert db.get(Post, post.postid).likes == 1

    def test_ones_own_post(self, db, call, circle, author):
        post = make_post(db, author, circle)
        answer = call("circle.likepost", {"postid": post.postid}, uid=author.uid)
        assert (answer.errno, answer.pushes) == (0, [])

    def test_group_posts_too(self, db, call, author, reader):
        post = make_post(db, author, make_group(db, author))
        answer = call("circle.likepost", {"postid": post.postid}, uid=reader.uid)
        assert [push.type for push in answer.pushes] == ["newlike"]

    @pytest.mark.parametrize("name", ["circle.likepost", "circle.addreply"])
    def test_errors(self, db, call, circle, author, name):
        post = make_post(db, author, circle)
        stranger = make_user(db)
        for postid, errno in ((post.postid, 2), (HUGE, 3)):
            parm = {"postid": postid, "content": "x"}
            answer = call(name, parm, uid=stranger.uid)
            assert (answer.errno, answer.pushes) == (errno, [])


class TestAddreply:
    def test_reply_and_push(self, db, call, circle, author, reader):
        post = make_post(db, author, circle)
        parm = {"postid": post.postid, "content": "好"}
        answer = call("circle.addreply", parm, uid=reader.uid, now=NOW)
        replyid = answer.result["post"]["replyid"]
        body = {"replyid": replyid, "uid": reader.uid, "content": "好", "time": NOW}
        assert answer.result == {"post": body}
        (push,) = answer.pushes
        assert (push.type, push.uids) == ("newreply", [author.uid])
        reply = body | {"postid": post.postid}
        assert push.data == {"gid": 0, "cid": circle.cid, "reply": reply}

    def test_ones_own_post(self, db, call, circle, author):
        post = make_post(db, author, circle)
        parm = {"postid": post.postid, "content": "x"}
        assert call("circle.addreply", parm, uid=author.uid).pushes == []

    def test_group_posts_by_the_rules_of_groups(self, db, call, author, reader):
        group = make_group(db, author, only_member_speak=1)
        post = make_post(db, author, group)
        parm = {"postid": post.postid, "content": "好"}
        answer = call("circle.addreply", parm, uid=reader.uid)
        assert answer.errno == 2
        enter(db, group, reader)
        (push,) = call("circle.addreply", parm, uid=reader.uid).pushes
        assert push.data["gid"] == group.gid
        assert "cid" not in push.data

    @pytest.mark.parametrize(("content", "errno"), [("", 6), ("x" * 4096, 0), ("x" * 4097, 6)])
    def test_length(self, db, call, circle, author, content, errno):
        parm = {"postid": make_post(db, author, circle).postid, "content": content}
        assert call("circle.addreply", parm, uid=author.uid).errno == errno


def test_announcement(db, call, circle, author, reader):
    """All members hear of it; it is the current one and is in the history."""
    ctx = Ctx(db, NOBODY, NOW)
    entry = announce(ctx, Circle.get(db, circle.cid), "大家好")
    (push,) = map(pushed, ctx.items)
    flat = {"bid": entry.bid, "cid": circle.cid, "time": NOW}
    board = flat | {"board": "大家好"}
    assert sorted(push.uids) == sorted([author.uid, reader.uid])
    assert (push.type, push.data) == ("circle.newboard", {"board": board} | flat)
    answer = call("circle.board_history", {"cid": circle.cid}, uid=reader.uid)
    assert answer.result == {"boards": [board]}
    answer = call("circle.info", {"cid": circle.cid}, uid=reader.uid)
    assert answer.result["circle"]["board"] == "大家好"
