"""post.*: the old functions, on every kind of post."""

import pytest
from sqlalchemy import select

from models import Post, PostLike, PostMedia, PostReply
from tests.factories import enter, make_circle, make_group, make_post, make_user

NOW = 1_401_990_420
UNKNOWN = 10**9


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


@pytest.mark.parametrize(
    "function",
    ["like", "dislike", "reply", "get_reply", "likes", "get", "delete", "readex"],
)
def test_no_such_post(call, reader, function):
    parm = {"postid": UNKNOWN, "content": "x"}
    assert call(f"post.{function}", parm, uid=reader.uid).errno == 3
    assert call(f"post.{function}", parm | {"postid": "x"}, uid=reader.uid).errno == 6
