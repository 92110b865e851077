"""post.*: the old functions, on every kind of post."""

import pytest
from sqlalchemy import select

from models import CircleMember, GroupMember, Post, PostLike, PostMedia, PostReply
from tests.factories import enter, join, make_circle, make_group, make_post, make_user

NOW = 1_401_990_420
UNKNOWN = 10**9


@pytest.fixture
def author(db):
    return make_user(db)


@pytest.fixture
def reader(db):
    return make_user(db)


@pytest.fixture
def group(db, author):
    return make_group(db, author)


@pytest.fixture
def post(db, author, group):
    return make_post(db, author, group)


@pytest.fixture
def circle_post(db, author, reader):
    circle = make_circle(db)
    join(db, circle, author)
    join(db, circle, reader)
    return make_post(db, author, circle)


class TestAdd:
    @pytest.mark.parametrize("content", ["大家好", ""])
    def test_text(self, db, call, group, author, content):
        answer = call("post.add", {"gid": group.gid, "content": content}, uid=author.uid)
        post = Post.get(db, answer.result["postid"])
        assert (post.content, post.old, post.gid) == (content, 1, group.gid)
        (push,) = answer.pushes
        assert (push.type, push.skip) == ("newpost", "front-1")
        assert push.data["post"]["content"] == content

    def test_bad_parameters(self, call, group, author):
        for parm in ({}, {"content": "x" * 4097}, {"content": []}):
            assert call("post.add", {"gid": group.gid, **parm}, uid=author.uid).errno == 6

    def test_no_such_group(self, call, author):
        assert call("post.add", {"gid": UNKNOWN, "content": "x"}, uid=author.uid).errno == 3


class TestLike:
    def test_once(self, db, call, post, author, reader):
        parm = {"postid": post.postid}
        first = call("post.like", parm, uid=reader.uid, now=NOW)
        (push,) = first.pushes
        assert (first.result, push.type, push.uids) == ({}, "newlike", [author.uid])
        again = call("post.like", parm, uid=reader.uid)
        assert (again.errno, again.pushes) == (0, [])
        assert Post.get(db, post.postid).likes == 1
        (shown,) = call("post.get", parm, uid=reader.uid).result["posts"]
        assert shown["ilike"] is True

    def test_taken_back(self, db, call, post, reader):
        parm = {"postid": post.postid}
        for function, count in [("like", 1), ("dislike", 0), ("dislike", 0), ("like", 1)]:
            answer = call(f"post.{function}", parm, uid=reader.uid)
            assert (answer.errno, answer.result) == (0, {})
            assert Post.get(db, post.postid).likes == count

    def test_dislike_pushes_nothing(self, call, post, reader):
        call("post.like", {"postid": post.postid}, uid=reader.uid)
        assert call("post.dislike", {"postid": post.postid}, uid=reader.uid).pushes == []


class TestReply:
    def test_stored_and_pushed(self, db, call, post, author, reader):
        parm = {"postid": post.postid, "content": "好"}
        answer = call("post.reply", parm, uid=reader.uid, now=NOW)
        reply = {"replyid": answer.result["replyid"], "postid": post.postid, "uid": reader.uid}
        reply |= {"content": "好", "time": NOW}
        (push,) = answer.pushes
        assert (push.type, push.uids) == ("newreply", [author.uid])
        assert push.data == {"gid": post.gid, "reply": reply}
        assert call("post.get_reply", {"postid": post.postid}, uid=author.uid).result == {
            "replys": [reply]
        }
        mine = call("post.reply_to_me", uid=author.uid).result
        assert mine == {"replys": [reply | {"gid": post.gid}]}

    def test_bad_content(self, call, post, reader):
        for content in ("", "x" * 4097):
            parm = {"postid": post.postid, "content": content}
            assert call("post.reply", parm, uid=reader.uid).errno == 6


class TestGetReply:
    def test_paging(self, db, call, post, reader):
        replyids = [post.reply_by(db, reader.uid, str(n), n).replyid for n in range(5)]

        def page(**parm):
            answer = call("post.get_reply", {"postid": post.postid, **parm}, uid=reader.uid)
            return [reply["replyid"] for reply in answer.result["replys"]]

        assert page() == page(pos="", count=10**30) == replyids
        assert page(pos=1, count="2") == replyids[1:3]
        assert page(pos=5) == []
        assert page(count=0) == replyids[:1]
        parm = {"postid": post.postid, "pos": -1}
        assert call("post.get_reply", parm, uid=reader.uid).errno == 6

    def test_fifty_by_default(self, db, call, post, reader):
        for n in range(51):
            post.reply_by(db, reader.uid, str(n), n)
        answer = call("post.get_reply", {"postid": post.postid}, uid=reader.uid)
        assert len(answer.result["replys"]) == 50


class TestLikes:
    def test_newest_first(self, db, call, post, reader):
        users = [make_user(db).uid for _ in range(4)]
        for time, uid in enumerate(users):
            post.like_by(db, uid, time)

        def page(**parm):
            answer = call("post.likes", {"postid": post.postid, **parm}, uid=reader.uid)
            return answer.result["users"]

        everybody = [{"uid": uid, "time": time} for time, uid in enumerate(users)][::-1]
        assert page() == page(count=501) == everybody
        assert page(pos=1, count=2) == everybody[1:3]


class TestGet:
    def test_single(self, call, post, author, reader):
        assert call("post.get", {"postid": post.postid}, uid=reader.uid).result["posts"] == [
            {
                "postid": post.postid,
                "uid": author.uid,
                "gid": post.gid,
                "group_id": post.gid,
                "content": "大家好",
                "like": 0,
                "replycount": 0,
                "excount": 0,
                "ilike": False,
                "time": 1_401_990_301,
            }
        ]

    def test_list(self, db, call, author, reader, post, circle_post):
        closed = make_post(db, author, make_group(db, author, only_member_watch=1))
        foreign = make_post(db, author, make_circle(db))
        asked = [
            circle_post.postid,
            closed.postid,
            UNKNOWN,
            str(post.postid),
            foreign.postid,
            post.postid,
        ]
        found = call("post.get", {"postid": asked}, uid=reader.uid).result["posts"]
        assert [one["postid"] for one in found] == [circle_post.postid, post.postid]
        assert (found[0]["gid"], found[0]["cid"]) == (0, circle_post.cid)
        mine = call("post.get", {"postid": asked}, uid=author.uid).result["posts"]
        assert [one["postid"] for one in mine] == [
            circle_post.postid,
            closed.postid,
            post.postid,
        ]

    def test_nothing_asked(self, call, reader):
        answer = call("post.get", {"postid": []}, uid=reader.uid)
        assert (answer.errno, answer.result) == (0, {"posts": []})

    def test_statements_do_not_grow(self, db, call, statements, group, author, reader):
        uid, counts = reader.uid, []
        for size in (1, 20):
            posts = [make_post(db, author, group) for _ in range(size)]
            postids = [post.postid for post in posts]
            for post in posts:
                post.like_by(db, reader.uid, NOW)
            db.expire_all()
            with statements() as seen:
                call("post.get", {"postid": postids}, uid=uid)
            counts.append(len(seen))
        assert counts == [2, 2]


class TestDelete:
    def test_all_goes(self, db, call, author, group, reader):
        post = make_post(db, author, group, pictures=["https://x/1", "https://x/2"])
        parm = {"postid": post.postid}
        call("post.like", parm, uid=reader.uid)
        call("post.reply", parm | {"content": "好"}, uid=reader.uid)
        answer = call("post.delete", parm, uid=author.uid)
        assert (answer.errno, answer.result, answer.pushes) == (0, {}, [])
        assert call("post.delete", parm, uid=author.uid).errno == 3
        for table in (PostLike, PostMedia, PostReply):
            assert not list(db.scalars(select(table).where(table.postid == parm["postid"])))

    def test_author_who_may_not_read_any_more(self, db, call, group, author):
        writer = make_user(db)
        enter(db, group, writer, state="removed")
        post = make_post(db, writer, group)
        call("group.update", {"gid": group.gid, "only_member_watch": 1}, uid=author.uid)
        assert call("post.delete", {"postid": post.postid}, uid=writer.uid).errno == 0


class TestReplyToMe:
    def test_oldest_first_with_their_places(self, db, call, post, circle_post, author, reader):
        mine = post.reply_by(db, author.uid, "me", 1)
        first = post.reply_by(db, reader.uid, "a", 2).replyid
        second = circle_post.reply_by(db, reader.uid, "b", 3).replyid
        replys = call("post.reply_to_me", uid=author.uid).result["replys"]
        assert [reply["replyid"] for reply in replys] == [first, second]
        assert mine.replyid not in replys
        assert replys[0]["gid"] == post.gid
        assert "cid" not in replys[0]
        assert (replys[1]["gid"], replys[1]["cid"]) == (0, circle_post.cid)
        parm = {"from_reply": str(first)}
        left = call("post.reply_to_me", parm, uid=author.uid).result["replys"]
        assert left == replys[1:]
        assert call("post.reply_to_me", uid=reader.uid).result == {"replys": []}

    def test_more(self, db, call, post, author, reader):
        replyids = [post.reply_by(db, reader.uid, "x", 1).replyid for _ in range(101)]
        result = call("post.reply_to_me", uid=author.uid).result
        assert [reply["replyid"] for reply in result["replys"]] == replyids[:100]
        assert result["more"] is True
        rest = call("post.reply_to_me", {"from_reply": replyids[99]}, uid=author.uid).result
        assert len(rest["replys"]) == 1
        assert "more" not in rest


class TestReadEx:
    def test_each_kind(self, db, call, post, reader):
        url = "https://img.example.com/x"
        media = [
            PostMedia(postid=post.postid, type="pic", picture=url, width=640, height=480),
            PostMedia(postid=post.postid, type="pic", picture=url),
            PostMedia(postid=post.postid, type="vdo", video=url, length=5),
            PostMedia(postid=post.postid, type="vic", voice=url),
        ]
        for medium in media:
            db.add(medium)
            db.flush()
        found = call("post.readex", {"postid": post.postid}, uid=reader.uid).result["exdata"]
        common = [
            {"did": medium.did, "postid": post.postid, "type": medium.type} for medium in media
        ]
        assert found == [
            common[0] | {"picture": url, "width": 640, "height": 480},
            common[1] | {"picture": url},
            common[2] | {"video": url, "length": 5},
            common[3] | {"voice": url, "length": 0},
        ]

    def test_pictures_of_the_new_function(self, call, group, author):
        urls = [f"https://img.example.com/{n}" for n in range(20)]
        answer = call("group.addpost", {"gid": group.gid, "pictures": urls}, uid=author.uid)
        exdata = call("post.readex", answer.result, uid=author.uid).result["exdata"]
        assert [medium["picture"] for medium in exdata] == urls[1:]

    def test_nothing(self, call, post, reader):
        assert call("post.readex", {"postid": post.postid}, uid=reader.uid).result == {"exdata": []}


class TestGetNewReply:
    def test_what_was_pushed_can_be_read(self, call, post, circle_post, author, reader):
        pushed = {"newreply": [], "newlike": []}
        for time, one in enumerate((post, circle_post), NOW):
            parm = {"postid": one.postid, "content": "好"}
            for function in ("post.reply", "post.like"):
                (push,) = call(function, parm, uid=reader.uid, now=time).pushes
                pushed[push.type].append(push.data)
            call("post.reply", parm, uid=author.uid, now=time)
            call("post.like", parm, uid=author.uid, now=time)
        result = call("post.get_new_reply", {"like_after": 0}, uid=author.uid).result
        replies = [
            push["reply"] | {key: push[key] for key in ("gid", "cid") if key in push}
            for push in pushed["newreply"]
        ]
        assert result["replys"] == replies[::-1]
        assert result["likes"] == [push["like"] for push in pushed["newlike"]][::-1]

        parm = {"from_reply": replies[0]["replyid"], "like_after": NOW}
        result = call("post.get_new_reply", parm, uid=author.uid).result
        assert (len(result["replys"]), len(result["likes"])) == (1, 1)

    def test_a_second_like_of_the_same_second_comes_after_the_first(
        self, db, call, post, circle_post, author, reader
    ):
        def after(time):
            parm = {"like_after": time}
            likes = call("post.get_new_reply", parm, uid=author.uid).result["likes"]
            return [(like["postid"], like["uid"], like["time"]) for like in likes]

        post.like_by(db, reader.uid, NOW)
        first = (post.postid, reader.uid, NOW)
        assert (after(NOW - 1), after(NOW)) == ([first], [])
        circle_post.like_by(db, reader.uid, NOW)
        second = (circle_post.postid, reader.uid, NOW)
        assert after(NOW) == after(NOW - 1) == [second, first]
        post.like_by(db, author.uid, NOW)
        post.like_by(db, make_user(db).uid, NOW + 1)
        assert after(NOW)[1:] == [second, first]
        assert after(NOW + 1) == []

    @pytest.mark.parametrize("tied", [1, 2, 3])
    @pytest.mark.parametrize("later", [48, 49, 50, 51])
    def test_equal_seconds_at_the_end_of_a_page(self, db, call, post, author, tied, later):
        for number in range(tied + later):
            post.like_by(db, make_user(db).uid, NOW + (number >= tied))
        result = call("post.get_new_reply", {"like_after": NOW}, uid=author.uid).result
        repeated = tied if tied > 1 else 0
        assert len(result["likes"]) == min(50, later + repeated)
        assert result.get("more_likes") is (True if later + repeated > 50 else None)

    def test_no_likes_unless_asked(self, call, author):
        for parm in ({}, {"like_after": ""}, {"like_after": None}):
            result = call("post.get_new_reply", parm, uid=author.uid).result
            assert result == {"replys": []}
        parm = {"from_reply": "", "like_after": 0}
        assert call("post.get_new_reply", parm, uid=author.uid).result == {
            "replys": [],
            "likes": [],
        }

    def test_twenty_posts_thirty_replies_fifty_likes(self, db, call, group, author, reader):
        posts = [make_post(db, author, group) for _ in range(21)]
        old = posts[0].reply_by(db, reader.uid, "old", 1)
        posts[0].like_by(db, reader.uid, 1)
        assert old.replyid
        result = call("post.get_new_reply", {"like_after": 0}, uid=author.uid).result
        assert result == {"replys": [], "likes": []}
        replyids = [posts[1].reply_by(db, reader.uid, "x", 2).replyid for _ in range(31)]
        likers = [make_user(db).uid for _ in range(51)]
        for time, uid in enumerate(likers, 1):
            posts[2].like_by(db, uid, time)
        result = call("post.get_new_reply", {"like_after": 0}, uid=author.uid).result
        assert [reply["replyid"] for reply in result["replys"]] == replyids[:0:-1]
        assert [like["uid"] for like in result["likes"]] == likers[:0:-1]
        assert (result["more"], result["more_likes"]) == (True, True)
        parm = {"from_reply": replyids[0], "like_after": 1}
        result = call("post.get_new_reply", parm, uid=author.uid).result
        assert (len(result["replys"]), len(result["likes"])) == (30, 50)
        assert not {"more", "more_likes"} & result.keys()


class TestAuthorsWhoMayReadNoMore:
    """Out of a members-only group, or of the circle: no push, and nothing in the lists."""

    @pytest.fixture(params=["left", "removed", "circle"])
    def lost(self, request, db, call, reader):
        """(post, author) with a reply and a like of before."""
        author = make_user(db)
        if request.param == "circle":
            place = make_circle(db)
            member = join(db, place, author)
            join(db, place, reader)
        else:
            place = make_group(db, reader, only_member_watch=1)
            member = enter(db, place, author)
        post = make_post(db, author, place)
        self.answer(call, post, reader)
        if request.param == "circle":
            db.delete(member)
        else:
            member.state = request.param
        db.flush()
        return post, author

    def answer(self, call, post, reader):
        parm = {"postid": post.postid, "content": "好"}
        likes = call("post.like", parm, uid=reader.uid)
        replies = call("group.addreply", parm, uid=reader.uid)
        return [*likes.pushes, *replies.pushes]

    def news(self, call, author):
        listed = call("post.reply_to_me", uid=author.uid).result["replys"]
        news = call("post.get_new_reply", {"like_after": 0}, uid=author.uid).result
        return len(listed), len(news["replys"]), len(news["likes"])

    def test_nothing_comes_and_nothing_is_read(self, db, call, reader, lost):
        post, author = lost
        call("post.dislike", {"postid": post.postid}, uid=reader.uid)
        assert self.answer(call, post, reader) == []
        assert self.news(call, author) == (0, 0, 0)
        assert call("post.get_reply", {"postid": post.postid}, uid=author.uid).errno == 2

    def test_everything_is_there_when_they_are_back(self, db, call, reader, lost):
        post, author = lost
        if post.cid:
            db.add(CircleMember(cid=post.cid, uid=author.uid, roleid=1))
        else:
            db.get(GroupMember, (post.gid, author.uid)).state = "member"
        db.flush()
        assert self.news(call, author) == (1, 1, 1)
        (push,) = self.answer(call, post, reader)
        assert (push.type, push.uids) == ("newreply", [author.uid])

    def test_an_open_group_is_read_by_everybody(self, db, call, reader, author):
        group = make_group(db, reader)
        enter(db, group, author, state="removed")
        post = make_post(db, author, group)
        assert [push.type for push in self.answer(call, post, reader)] == ["newlike", "newreply"]
        assert self.news(call, author) == (1, 1, 1)

    def test_twenty_posts_that_can_be_read(self, db, call, reader, author):
        post = make_post(db, author, make_group(db, reader))
        self.answer(call, post, reader)
        closed = make_group(db, reader, only_member_watch=1)
        for _ in range(20):
            make_post(db, author, closed)
        assert self.news(call, author) == (1, 1, 1)


@pytest.mark.parametrize(
    "function",
    ["like", "dislike", "reply", "get_reply", "likes", "get", "delete", "readex"],
)
def test_no_such_post(call, reader, function):
    parm = {"postid": UNKNOWN, "content": "x"}
    assert call(f"post.{function}", parm, uid=reader.uid).errno == 3
    assert call(f"post.{function}", parm | {"postid": "x"}, uid=reader.uid).errno == 6
