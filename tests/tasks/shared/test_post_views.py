"""The three objects that one table of posts is shown as."""

import msgspec
import pytest

from models import Post
from tasks.shared import post_views
from tests.factories import make_circle, make_post, make_user

PICTURE, OTHER = "https://img.example.com/FkQ2", "https://img.example.com/FkQ3"


def plain(value):
    return msgspec.json.decode(msgspec.json.encode(value))


@pytest.fixture
def circle(db):
    return make_circle(db)


def show(db, view, *posts: Post):
    db.expire_all()
    return plain(view(db, 0, posts))


class TestOldView:
    def look(self, db, user, post):
        db.expire_all()
        (shown,) = plain(post_views.old_views(db, user.uid, [post]))
        return shown

    def test_text(self, db, author, group):
        post = make_post(db, author, group, content="")
        assert self.look(db, author, post) == {
            "postid": post.postid,
            "uid": author.uid,
            "gid": group.gid,
            "group_id": group.gid,
            "content": "",
            "like": 0,
            "replycount": 0,
            "excount": 0,
            "ilike": False,
            "time": 1_401_990_301,
        }

    @pytest.mark.parametrize(
        ("columns", "shown"),
        [
            (
                {"pictures": [PICTURE, OTHER]},
                {"type": "pic", "picture": PICTURE, "excount": 1},
            ),
            (
                {"picture": PICTURE, "width": 640, "height": 480},
                {"type": "pic", "picture": PICTURE, "width": 640, "height": 480},
            ),
            ({"video": OTHER}, {"type": "vdo", "video": OTHER, "length": 0}),
            ({"voice": OTHER, "voicelen": 3}, {"type": "vic", "voice": OTHER, "length": 3}),
            (
                {"voice": OTHER, "voicelen": 3, "video": PICTURE, "videolen": 5},
                {"type": "vdo", "voice": OTHER, "video": PICTURE, "length": 5},
            ),
            (
                {"pictures": [PICTURE], "voice": OTHER, "voicelen": 3, "lat": 1, "long": 2},
                {"type": "pic", "picture": PICTURE, "voice": OTHER, "length": 3},
            ),
        ],
    )
    def test_media(self, db, author, group, columns, shown):
        post = make_post(db, author, group, **columns)
        text = self.look(db, author, make_post(db, author, group))
        text |= {"postid": post.postid}
        assert self.look(db, author, post) == text | shown

    def test_likes_and_replies(self, db, author, group):
        post, other = make_post(db, author, group), make_user(db)
        post.like_by(db, other.uid, 1)
        post.reply_by(db, other.uid, "好", 2)
        shown = self.look(db, author, post)
        assert (shown["like"], shown["ilike"], shown["replycount"]) == (1, False, 1)
        assert self.look(db, other, post)["ilike"] is True

    def test_circle_post(self, db, author, circle):
        shown = self.look(db, author, make_post(db, author, circle))
        assert (shown["gid"], shown["group_id"], shown["cid"]) == (0, 0, circle.cid)


class TestGroupPosts:
    def test_text(self, db, author, group):
        post = make_post(db, author, group)
        assert show(db, post_views.group_posts, post) == [
            {
                "postid": post.postid,
                "uid": author.uid,
                "gid": group.gid,
                "time": 1_401_990_301,
                "content": "大家好",
                "likes": [],
                "replys": [],
                "like": 0,
                "replycount": 0,
            }
        ]

    def test_all_keys(self, db, author, group):
        post, other = (
            make_post(
                db,
                author,
                group,
                content="",
                pictures=[PICTURE, OTHER],
                video=OTHER,
                videolen=7,
                voice=PICTURE,
                lat=1.5,
                long=2.5,
            ),
            make_user(db).uid,
        )
        post.like_by(db, other, 20)
        post.like_by(db, author.uid, 10)
        replies = [post.reply_by(db, other, text, 30).replyid for text in "一二"]
        (shown,) = show(db, post_views.group_posts, post)
        assert shown == {
            "postid": post.postid,
            "uid": author.uid,
            "gid": group.gid,
            "time": 1_401_990_301,
            "pictures": [PICTURE, OTHER],
            "video": OTHER,
            "videolen": 7,
            "voice": PICTURE,
            "voicelen": 0,
            "position": {"lat": 1.5, "long": 2.5},
            "likes": [{"uid": author.uid, "time": 10}, {"uid": other, "time": 20}],
            "replys": [
                {"replyid": replies[0], "uid": other, "content": "一", "time": 30},
                {"replyid": replies[1], "uid": other, "content": "二", "time": 30},
            ],
            "like": 2,
            "replycount": 2,
        }

    def test_only_the_newest_are_listed_and_all_counted(self, db, author, group, monkeypatch):
        monkeypatch.setattr(post_views, "LISTED", 2)
        posts = [make_post(db, author, group) for _ in range(2)]
        users = [make_user(db).uid for _ in range(3)]
        for post in posts:
            for time, uid in enumerate(users):
                post.like_by(db, uid, time)
                post.reply_by(db, uid, str(time), time)
        for shown in show(db, post_views.group_posts, *posts):
            assert [like["uid"] for like in shown["likes"]] == users[1:]
            assert [reply["content"] for reply in shown["replys"]] == ["1", "2"]
            assert (shown["like"], shown["replycount"]) == (3, 3)


class TestCirclePosts:
    def test_always_all_keys(self, db, author, circle):
        bare = make_post(db, author, circle)
        full = make_post(db, author, circle, content="", pictures=[PICTURE, OTHER], mid=3)
        common = {"uid": author.uid, "cid": circle.cid, "time": 1_401_990_301}
        counts = {"likes": [], "replys": [], "like": 0, "replycount": 0}
        assert show(db, post_views.circle_posts, bare, full) == [
            common
            | counts
            | {"postid": bare.postid, "content": "大家好", "picture_list": [], "mid": None},
            common
            | counts
            | {
                "postid": full.postid,
                "content": "",
                "picture_list": [PICTURE, OTHER],
                "mid": 3,
            },
        ]


@pytest.mark.parametrize("view", [post_views.group_posts, post_views.circle_posts])
def test_nothing_to_show(db, view):
    assert view(db, 0, []) == []
