"""News for authors: what others replied to their posts, and how they liked them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CTE, BigInteger, Row, Select, bindparam, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from models import meeting
from models.merging import LAST_ID
from models.post.attached import PostLike, PostReply
from models.post.post import Post

Placed = Sequence[Row[PostReply, int | None, int | None]]
"""Replies with the gid and cid of their posts."""
WATCHED = 20
"""How many of a user's newest posts are searched for new likes and replies."""


def replies_to(db: Session, owner: int, after: int, limit: int) -> Placed:
    """Replies by others to a user's posts, replyid > after, oldest first."""
    # Pairs: else the plan may read the primary key until it finds the user's replies.
    place, begin = tuple_(PostReply.owner, PostReply.replyid), tuple_(owner, after)
    mine = _replies_to(owner).where(place > begin, place < tuple_(owner, LAST_ID))
    return db.execute(mine.order_by(PostReply.owner, PostReply.replyid).limit(limit)).all()


def replies_among(db: Session, owner: int, replyids: Sequence[int]) -> Placed:
    """Those of the replies that others made to posts of a user who may still read these."""
    return db.execute(_replies_among(), {"owner": owner, "replyids": replyids}).all()


def likes_among(
    db: Session, owner: int, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """The times of likes by (postid, uid), if the user may still read the posts."""
    rows = db.execute(_likes_among(), {"owner": owner, "pairs": list(pairs)})
    return {(postid, uid): time for postid, uid, time in rows}


def latest_replies_to(db: Session, owner: int, after: int, limit: int) -> Placed:
    """Replies by others to a user's newest posts, replyid > after, newest first."""
    newest, reply = _newest_of(owner), PostReply
    query = select(reply).where(reply.postid == newest.c.postid, reply.uid != owner)
    query = query.where(reply.replyid > after, ~meeting.apart(owner, reply.uid))
    each = query.order_by(reply.replyid.desc()).limit(limit)
    found = aliased(reply, each.correlate(newest).lateral("found"))
    page = select(found, newest.c.gid, newest.c.cid).join_from(newest, found, true())
    return db.execute(page.order_by(found.replyid.desc()).limit(limit)).all()


def latest_likes_of(db: Session, owner: int, after: int, limit: int) -> list[PostLike]:
    """Likes by others on a user's newest posts, later than `after`, newest first.

    Several likes of the second `after` are included: the user may know only one.
    """
    newest, like = _newest_of(owner), PostLike
    query = select(like).where(like.postid == newest.c.postid, like.uid != owner)
    query = query.where(like.time >= after, ~meeting.apart(owner, like.uid))
    each = query.order_by(like.time.desc(), like.uid.desc()).limit(limit + 1)
    found = aliased(like, each.correlate(newest).lateral("found"))
    page = select(found).join_from(newest, found, true())
    page = page.order_by(found.time.desc(), found.postid.desc(), found.uid.desc())
    rows = list(db.scalars(page.limit(limit + 1)))
    if len(rows) <= limit and [row.time for row in rows[-2:]].count(after) == 1:
        rows.pop()
    return rows[:limit]


def _replies_to(owner: Any) -> Select[PostReply, int | None, int | None]:
    reply = PostReply
    query = select(reply, Post.gid, Post.cid).join(Post, Post.postid == reply.postid)
    query = query.where(Post.readable(owner), ~meeting.apart(owner, reply.uid))
    return query.where(reply.owner == owner, reply.uid != owner)


def _newest_of(uid: int) -> CTE:
    """The newest `WATCHED` posts that a user can still read: postid, gid and cid."""
    mine = select(Post.postid, Post.gid, Post.cid).where(Post.uid == uid, Post.readable(uid))
    return mine.order_by(Post.postid.desc()).limit(WATCHED).cte("newest")


@cache
def _replies_among() -> Select[PostReply, int | None, int | None]:
    replyids: Any = bindparam("replyids", expanding=True)
    query = _replies_to(bindparam("owner", type_=BigInteger))
    return query.where(PostReply.replyid.in_(replyids))


@cache
def _likes_among() -> Select[int, int, int]:
    like = PostLike
    owner: Any = bindparam("owner", type_=BigInteger)
    query = select(like.postid, like.uid, like.time).join(Post, Post.postid == like.postid)
    query = query.where(tuple_(like.postid, like.uid).in_(bindparam("pairs", expanding=True)))
    return query.where(Post.uid == owner, Post.readable(owner), ~meeting.apart(owner, like.uid))
