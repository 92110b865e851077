"""Pages of a user's own rows are found by the index on the user, not by the primary key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, text

from models import Friend, Group, Message, Post, PostLike, PostReply, User, timeline
from models.db import PLANNER
from models.post import authors, news
from models.post.watching import watched
from tests.factories import make_friend, make_group, make_message, make_post, make_user
from tests.fixtures.statements import nodes, plans

HOSTILE = {"random_page_cost": 1000, "enable_bitmapscan": "off"}
"""Rows of one user lie apart, those of the primary key beside each other."""


@pytest.fixture
def planned(db):
    """The indexes that a piece of code uses under such costs."""

    def run(ask) -> set[str]:
        for name, value in (PLANNER | HOSTILE).items():
            db.execute(text(f"SET LOCAL {name} = {value}"))
        answers: list[Any] = []
        found = plans(db, lambda: answers.append(ask()))
        assert all(answers)
        below = [node for plan in found for node in nodes(plan)]
        return {node["Index Name"] for node in below if "Index Name" in node}

    return run


@pytest.fixture
def me(db):
    """A user who has a third of two tables."""
    people = [make_user(db) for _ in range(3)]
    posts = [make_post(db, user, make_group(db, user)) for user in people]
    for number in range(600):
        sender, receiver = people[number % 3], people[(number + 1) % 3]
        make_message(db, sender.uid, receiver.uid)
        posts[number % 3].reply_by(db, receiver.uid, "好", 7)
    db.flush()
    for table in ("messages", "post_replies", "posts"):
        db.execute(text(f"ANALYZE {table}"))
    return people[0].uid


def test_messages(db, me, planned):
    used = planned(lambda: Message.page(db, me, 0, None, 5))
    assert "ix_messages_toid_msgid" in used
    assert "pk_messages" not in used


def test_replies(db, me, planned):
    used = planned(lambda: authors.replies_to(db, me, 0, 5))
    assert "ix_post_replies_owner_replyid" in used
    assert "pk_post_replies" not in used


_OTHER_LIKES = """
INSERT INTO post_likes (postid, uid, time) SELECT postid, users.uid, 7
FROM posts, (SELECT uid FROM users ORDER BY uid LIMIT 25) AS users ON CONFLICT DO NOTHING
"""


@pytest.fixture
def post(db, me):
    """A post with most of all likes, in a group with most of all posts."""
    group = db.get(Group, db.scalars(select(Post.gid).where(Post.uid == me)).one())
    author, readers = db.get(User, me), [make_user(db) for _ in range(200)]
    post = [make_post(db, author, group) for _ in readers][-1]
    for reader in readers:
        post.like_by(db, reader.uid, 7)
        post.reply_by(db, reader.uid, "好", 7)
    make_friend(db, readers[0], author)
    db.execute(text(_OTHER_LIKES))
    for table in ("post_likes", "post_replies", "posts"):
        db.execute(text(f"ANALYZE {table}"))
    return post


Ask = Callable[[Any, Any], Any]
PAGES: list[tuple[str, str, Ask]] = [
    ("posts", "gid_postid", lambda db, of: Post.page(db, Post.gid, of.gid, limit=3)),
    ("posts", "gid_postid", lambda db, of: catch_up(db, of.gid)),
    ("posts", "gid_postid", lambda db, of: Post.newest(db, of.gid, of.postid)),
    ("posts", "gid_postid", lambda db, of: watched(db, [(of.gid, of.uid)])),
    ("posts", "gid_postid", lambda db, of: news.newest(db, of.uid, [of.gid], 0, 5)),
    ("posts", "uid_postid", lambda db, of: Post.page(db, Post.uid, of.uid, limit=3)),
    ("posts", "uid_postid", lambda db, of: of_friends(db, of, before=2**40)),
    ("posts", "uid_postid", lambda db, of: of_friends(db, of, after=1)),
    ("post_replies", "postid_replyid", lambda db, of: PostReply.page(db, of.uid, of.postid, 0, 3)),
    ("post_replies", "postid_replyid", lambda db, of: PostReply.newest(db, 1, [of.postid], 3)),
    ("post_replies", "postid_replyid", lambda db, of: authors.latest_replies_to(db, of.uid, 0, 3)),
    ("post_likes", "postid_time_uid", lambda db, of: PostLike.page(db, of.uid, of.postid, 0, 3)),
]


def catch_up(db, gid: int) -> list[Post]:
    return Post.page(db, Post.gid, gid, reader=1, after=1, oldest_first=True, limit=3)


def of_friends(db, of: Post, **bounds: int) -> list[Post]:
    return timeline.of_friends(db, Friend.owners(db, of.uid)[0], 3, **bounds)


def test_posts_and_what_belongs_to_them(db, post, planned, subtests):
    for table, columns, ask in PAGES:
        with subtests.test(table, columns=columns):
            used = planned(partial(ask, db, post))
            assert f"ix_{table}_{columns}" in used
            assert f"pk_{table}" not in used
