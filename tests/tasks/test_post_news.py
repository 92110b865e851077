"""What authors are told of their posts: pushes, post.get_new_reply, post.reply_to_me."""

import pytest

from models import CircleMember, GroupMember
from tests.factories import enter, join, make_circle, make_group, make_post, make_user

NOW = 1_401_990_420
UNKNOWN = 10**9


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
        for time, uid in enumerate(likers, 3):
            posts[2].like_by(db, uid, time)
        result = call("post.get_new_reply", {"like_after": 0}, uid=author.uid).result
        assert [reply["replyid"] for reply in result["replys"]] == replyids[:0:-1]
        assert [like["uid"] for like in result["likes"]] == likers[:0:-1]
        assert (result["more"], result["more_likes"]) == (True, True)
        parm = {"from_reply": replyids[0], "like_after": 3}
        result = call("post.get_new_reply", parm, uid=author.uid).result
        assert (len(result["replys"]), len(result["likes"])) == (30, 50)
        assert not {"more", "more_likes"} & result.keys()


class TestAuthorsWhoMayReadNoMore:
    """Authors who left a members-only group or the circle: no push, and nothing in the lists."""

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
