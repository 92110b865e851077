"""group.*: posts, likes and replies."""

import pytest

from models import Post
from tests.factories import (
    enter,
    join,
    make_circle,
    make_friend,
    make_group,
    make_post,
    make_user,
)

NOW = 1_401_990_400
PICTURES = ["https://img.example.com/FkQ2", "https://img.example.com/FkQ3"]
HUGE = 9223372036854775807


def ids(answer):
    return [post["postid"] for post in answer.result["posts"]]


class TestAddPost:
    def test_all_keys(self, db, call, group, author, reader):
        parm = {
            "gid": str(group.gid),
            "content": "两张图",
            "pictures": PICTURES,
            "video": "https://img.example.com/v",
            "videolen": "1500",
            "voice": "https://img.example.com/w",
            "lat": 30.5,
            "lng": "104",
        }
        answer = call("group.addpost", parm, uid=author.uid, now=NOW)
        (shown,) = call("group.postlist", {"gid": group.gid}, uid=reader.uid).result["posts"]
        assert shown == {
            "postid": answer.result["postid"],
            "uid": author.uid,
            "gid": group.gid,
            "time": NOW,
            "content": "两张图",
            "pictures": PICTURES,
            "video": "https://img.example.com/v",
            "videolen": 1500,
            "voice": "https://img.example.com/w",
            "voicelen": 0,
            "position": {"lat": 30.5, "long": 104.0},
            "likes": [],
            "replys": [],
            "like": 0,
            "replycount": 0,
        }
        (old,) = call("group.post_list", {"gid": group.gid}, uid=reader.uid).result["posts"]
        assert (old["picture"], old["excount"], old["length"]) == (PICTURES[0], 1, 1500)
        assert Post.get(db, old["postid"]).old == 0

    def test_one_picture_twice(self, call, group, author):
        parm = {"gid": group.gid, "pictures": PICTURES[0], "content": None}
        assert call("group.addpost", parm, uid=author.uid).errno == 0
        parm["pictures"] = [PICTURES[0], PICTURES[0]]
        assert call("group.addpost", parm, uid=author.uid).errno == 0
        posts = call("group.postlist", {"gid": group.gid}, uid=author.uid).result["posts"]
        assert [len(post["pictures"]) for post in posts] == [2, 1]
        assert "content" not in posts[0]

    @pytest.mark.parametrize(
        "parm",
        [
            {},
            {"content": "", "pictures": []},
            {"lat": 1, "lng": 2},
            {"content": "x", "lat": 1},
            {"content": "x", "lng": 1},
            {"content": "x", "lat": 1, "long": 2},
            {"content": "x" * 4097},
            {"pictures": [PICTURES[0]] * 21},
            {"pictures": ["ftp://x/y"]},
            {"content": "x", "video": "x"},
            {"content": "x", "videolen": -1},
            {"content": "x", "lat": 90.1, "lng": 0},
        ],
    )
    def test_bad_parameters(self, call, group, author, parm):
        assert call("group.addpost", {"gid": group.gid, **parm}, uid=author.uid).errno == 6

    def test_limits(self, call, group, author):
        parm = {"gid": group.gid, "content": "字" * 4096, "pictures": [PICTURES[0]] * 20}
        assert call("group.addpost", parm, uid=author.uid).errno == 0


class TestNewPost:
    """The push goes to watchers and to users who have the author as friend."""

    def test_names_the_one_before_it(self, db, call, group, author):
        make_post(db, author, make_group(db, author))
        posted = [
            call("group.addpost", {"gid": group.gid, "content": "x"}, uid=author.uid)
            for _ in range(3)
        ]
        one, two, three = (answer.result["postid"] for answer in posted)
        assert [answer.items[0].after for answer in posted] == [0, one, two]
        assert [answer.items[0].number for answer in posted] == [one, two, three]

    def test_open_group(self, db, call, group, author):
        friend, _ = make_user(db), make_user(db)
        make_friend(db, friend, author)
        make_friend(db, author, make_user(db))
        parm = {"gid": group.gid, "pictures": PICTURES}
        answer = call("group.addpost", parm, uid=author.uid, conn="front-7", now=NOW)
        watchers, friends = answer.pushes
        assert watchers.topic == f"group:{group.gid}"
        assert watchers.only is None
        assert friends.uids == [friend.uid]
        for push in (watchers, friends):
            assert (push.type, push.skip) == ("newpost", "front-7")
            assert push.data == {
                "post": {
                    "postid": answer.result["postid"],
                    "uid": author.uid,
                    "gid": group.gid,
                    "group_id": group.gid,
                    "content": "",
                    "type": "pic",
                    "picture": PICTURES[0],
                    "width": None,
                    "height": None,
                    "video": None,
                    "voice": None,
                    "length": None,
                    "like": 0,
                    "replycount": 0,
                    "excount": 1,
                    "ilike": False,
                    "time": NOW,
                }
            }
        seen = call("group.get_new_post", {"gid": group.gid, "frompos": 0}, uid=friend.uid)
        known = {key: one for key, one in watchers.data["post"].items() if one is not None}
        assert seen.result["posts"] == [known]

    @pytest.mark.parametrize(
        ("parm", "media"),
        [
            ({"content": "好"}, {}),
            ({"voice": PICTURES[0]}, {"voice": PICTURES[0], "length": 0}),
            (
                {"video": PICTURES[0], "videolen": 9, "voice": PICTURES[1], "voicelen": 5},
                {"video": PICTURES[0], "voice": PICTURES[1], "length": 9},
            ),
        ],
    )
    def test_keys_without_a_value_are_null(self, call, group, author, parm, media):
        push, *_ = call("group.addpost", {"gid": group.gid, **parm}, uid=author.uid).pushes
        keys = ("picture", "video", "voice", "width", "height", "length")
        shown = {key: push.data["post"][key] for key in keys}
        assert shown == dict.fromkeys(keys) | media

    @pytest.mark.parametrize("function", ["group.addpost", "post.add"])
    def test_closed_group(self, db, call, author, function):
        creator, inside, outside, left = (make_user(db) for _ in range(4))
        group = make_group(db, creator, only_member_watch=1)
        call("group.leave", {"gid": group.gid}, uid=creator.uid)
        enter(db, group, inside)
        enter(db, group, author)
        enter(db, group, left, state="left")
        for friend in (creator, inside, outside, left):
            make_friend(db, friend, author)
        parm = {"gid": group.gid, "content": "好"}
        watchers, friends = call(function, parm, uid=author.uid).pushes
        assert watchers.only == {creator.uid, inside.uid, author.uid}
        assert set(friends.uids) == {creator.uid, inside.uid}

    def test_refused(self, db, call, group, author, reader):
        make_friend(db, reader, author)
        enter(db, group, reader, state="removed")
        answer = call("group.addpost", {"gid": group.gid, "content": "好"}, uid=reader.uid)
        assert (answer.errno, answer.pushes) == (2, [])


class TestPaging:
    @pytest.fixture
    def posts(self, db, group, author):
        return [make_post(db, author, group).postid for _ in range(5)]

    def test_post_list(self, call, group, posts, reader):
        def page(**parm):
            return ids(call("group.post_list", {"gid": group.gid, **parm}, uid=reader.uid))

        assert page() == page(pos=0) == page(pos="", count=HUGE) == posts[::-1]
        assert page(count=2) == posts[:2:-1]
        assert page(pos=posts[3], count="2") == [posts[2], posts[1]]
        assert page(pos=posts[0]) == []
        assert page(count=-3) == [posts[4]]
        parm = {"gid": group.gid, "pos": -1}
        assert call("group.post_list", parm, uid=reader.uid).errno == 6

    def test_post_list_says_that_there_is_more(self, db, call, group, posts, author, reader):
        make_post(db, author, make_group(db, author))

        def more(**parm):
            answer = call("group.post_list", {"gid": group.gid, **parm}, uid=reader.uid)
            return answer.result.get("more")

        assert (more(), more(count=5), more(count=4)) == (None, None, True)
        assert more(pos=posts[3], count=2) is True
        assert more(pos=posts[3], count=3) is None
        assert more(pos=posts[0]) is None

    def test_an_offset_finds_nothing_but_not_silently(self, db, call, group, author, reader):
        parm = {"gid": group.gid, "pos": 50}
        assert call("group.post_list", parm, uid=reader.uid).result == {"posts": []}
        make_post(db, author, group, postid=1000)
        answer = call("group.post_list", parm, uid=reader.uid)
        assert answer.result == {"posts": [], "more": True}

    def test_postlist(self, call, group, posts, reader):
        def page(**parm):
            return ids(call("group.postlist", {"gid": group.gid, **parm}, uid=reader.uid))

        assert page() == page(before_postid=None) == page(before_postid=HUGE) == posts[::-1]
        assert page(before_postid=posts[3], count=2) == [posts[2], posts[1]]
        assert page(before_postid=posts[0]) == []

    def test_default_and_maximum(self, db, call, group, author, reader):
        for _ in range(201):
            make_post(db, author, group)
        sizes = {
            ("group.post_list", None): 50,
            ("group.post_list", 1000): 200,
            ("group.postlist", None): 20,
            ("group.postlist", 1000): 100,
        }
        for (function, count), size in sizes.items():
            parm = {"gid": group.gid} | ({"count": count} if count else {})
            assert len(ids(call(function, parm, uid=reader.uid))) == size

    def test_catching_up(self, db, call, group, author, reader):
        posts = [make_post(db, author, group).postid for _ in range(202)]

        def after(postid):
            parm = {"gid": group.gid, "frompos": postid}
            return call("group.get_new_post", parm, uid=reader.uid)

        assert ids(after(0)) == posts[:200]
        assert after(0).result["more"] is True
        assert ids(after(posts[199])) == posts[200:]
        assert "more" not in after(posts[1]).result
        assert ids(after(posts[-1])) == []
        assert call("group.get_new_post", {"gid": group.gid}, uid=reader.uid).errno == 6

    def test_pull_to_refresh(self, db, call, group, author, reader):
        posts = [make_post(db, author, group).postid for _ in range(102)]

        def after(postid):
            parm = {"gid": group.gid, "after_postid": postid}
            return call("group.post_after", parm, uid=reader.uid)

        assert ids(after(posts[0])) == posts[:1:-1]
        assert after(posts[0]).result["more"] is True
        assert ids(after(posts[1])) == posts[:1:-1]
        assert "more" not in after(posts[1]).result
        older = {"gid": group.gid, "before_postid": posts[2], "count": 1}
        assert ids(call("group.postlist", older, uid=reader.uid)) == [posts[1]]

    def test_other_groups_and_circles_stay_out(self, db, call, group, posts, author, reader):
        make_post(db, author, make_group(db, author))
        make_post(db, author, make_circle(db))
        answer = call("group.post_list", {"gid": group.gid}, uid=reader.uid)
        assert ids(answer) == posts[::-1]

    @pytest.mark.parametrize(
        ("function", "parm"),
        [
            ("group.post_list", {}),
            ("group.get_new_post", {"frompos": 0}),
            ("group.postlist", {}),
            ("group.post_after", {"after_postid": 0}),
        ],
    )
    def test_statements_do_not_grow(
        self, db, call, statements, group, author, reader, function, parm
    ):
        gid, uid, counts = group.gid, reader.uid, []
        for size in (1, 10):
            for _ in range(size):
                post = make_post(db, author, group, pictures=PICTURES)
                post.like_by(db, reader.uid, NOW)
                post.like_by(db, author.uid, NOW)
                post.reply_by(db, reader.uid, "好", NOW)
            db.expire_all()
            with statements() as seen:
                call(function, {"gid": gid, **parm}, uid=uid)
            counts.append(len(seen))
        assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize("place", ["group", "circle"])
class TestLikeAndReply:
    @pytest.fixture
    def post(self, db, author, group, reader, place):
        if place == "group":
            return make_post(db, author, group)
        circle = make_circle(db)
        join(db, circle, reader)
        join(db, circle, author)
        return make_post(db, author, circle)

    def test_like(self, db, call, post, author, reader, place):
        parm = {"postid": str(post.postid)}
        answer = call("group.likepost", parm, uid=reader.uid, now=NOW)
        assert answer.result == {"like": {"uid": reader.uid, "time": NOW}}
        (push,) = answer.pushes
        assert (push.type, push.uids) == ("newlike", [author.uid])
        assert push.data == {"like": {"postid": post.postid, "uid": reader.uid, "time": NOW}}
        again = call("group.likepost", parm, uid=reader.uid, now=NOW + 9)
        assert (again.result, again.pushes) == (answer.result, [])
        assert Post.get(db, post.postid).likes == 1

    def test_my_own(self, call, post, author, place):
        assert call("group.likepost", {"postid": post.postid}, uid=author.uid).pushes == []
        parm = {"postid": post.postid, "content": "好"}
        assert call("group.addreply", parm, uid=author.uid).pushes == []

    def test_reply(self, db, call, post, author, reader, place):
        parm = {"postid": post.postid, "content": "好"}
        answer = call("group.addreply", parm, uid=reader.uid, now=NOW)
        reply = answer.result["post"]
        assert reply.pop("replyid") > 0
        assert reply == {"uid": reader.uid, "content": "好", "time": NOW}
        (push,) = answer.pushes
        assert (push.type, push.uids) == ("newreply", [author.uid])
        reply = push.data.pop("reply")
        assert set(reply) == {"replyid", "postid", "uid", "content", "time"}
        assert push.data == ({"gid": post.gid} if place == "group" else {"gid": 0, "cid": post.cid})
        assert call("group.addreply", parm, uid=reader.uid).errno == 0
        assert Post.get(db, post.postid).replycount == 2

    @pytest.mark.parametrize("content", ["", "x" * 4097, None])
    def test_bad_content(self, call, post, reader, place, content):
        parm = {"postid": post.postid, "content": content}
        assert call("group.addreply", parm, uid=reader.uid).errno == 6


@pytest.mark.parametrize("function", ["group.likepost", "group.addreply"])
def test_no_such_post(call, reader, function):
    assert call(function, {"postid": 10**9, "content": "x"}, uid=reader.uid).errno == 3
