"""News for authors: what others replied to their posts, and how they liked them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CTE, BigInteger, Row, Select, any_, bindparam, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from models import meeting, ranges
from models.post.attached import PostLike, PostReply
from models.post.post import Post
from models.statements import NUMBERS, Value, built_once

Placed = Sequence[Row[PostReply, int | None, int | None]]
"""Replies with the gid and cid of their posts."""
WATCHED = 20
"""How many of a user's newest posts are searched for new likes and replies."""


def replies_to(db: Session, owner: int, after: int, limit: int) -> Placed:
    """Replies by others to a user's posts, replyid > after, oldest first."""
    return db.execute(*_replies_after(owner, after, limit)).all()


def replies_among(db: Session, owner: int, replyids: Sequence[int]) -> Placed:
    """Those of the replies that others made to posts of a user who may still read these."""
    return db.execute(*_replies_among(owner, list(replyids))).all()


def likes_among(
    db: Session, owner: int, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """The times of likes by (postid, uid), if the user may still read the posts."""
    rows = db.execute(_likes_among(), {"owner": owner, "pairs": list(pairs)})
    return {(postid, uid): time for postid, uid, time in rows}


def latest_replies_to(db: Session, owner: int, after: int, limit: int) -> Placed:
    """Replies by others to a user's newest posts, replyid > after, newest first."""
    return db.execute(*_latest_replies(owner, after, limit)).all()


def latest_likes_of(db: Session, owner: int, after: int, limit: int) -> list[PostLike]:
    """Likes by others on a user's newest posts, later than `after`, newest first.

    Several likes of the second `after` are included: the user may know only one.
    """
    rows = list(db.scalars(*_latest_likes(owner, after - 1, limit + 1)))
    if len(rows) <= limit and [row.time for row in rows[-2:]].count(after) == 1:
        rows.pop()
    return rows[:limit]


def _replies_to(owner: Any) -> Select[PostReply, int | None, int | None]:
    reply = PostReply
    query = select(reply, Post.gid, Post.cid).join(Post, Post.postid == reply.postid)
    query = query.where(Post.readable(owner), ~meeting.apart(owner, reply.uid))
    return query.where(reply.uid != owner)


def _newest_of(uid: Value) -> CTE:
    """The newest `WATCHED` posts that a user can still read: postid, gid and cid."""
    mine = select(Post.postid, Post.gid, Post.cid).where(Post.readable(uid))
    return ranges.page(mine, Post.uid, uid, Post.postid).limit(WATCHED).cte("newest")


@built_once()
def _replies_after(
    owner: Value, after: Value, limit: Value
) -> Select[PostReply, int | None, int | None]:
    place = (PostReply.owner, owner, PostReply.replyid)
    return ranges.page(_replies_to(owner), *place, after=after, oldest_first=True).limit(limit)


@built_once(replyids=NUMBERS)
def _replies_among(owner: Value, replyids: Value) -> Select[PostReply, int | None, int | None]:
    mine = PostReply.owner == owner
    return _replies_to(owner).where(mine, PostReply.replyid == any_(replyids))


@built_once()
def _latest_replies(
    owner: Value, after: Value, limit: Value
) -> Select[PostReply, int | None, int | None]:
    newest, reply = _newest_of(owner), PostReply
    rows = select(reply).where(reply.uid != owner, ~meeting.apart(owner, reply.uid))
    each = ranges.page(rows, reply.postid, newest.c.postid, reply.replyid, after=after).limit(limit)
    found = aliased(reply, each.correlate(newest).lateral("found"))
    page = select(found, newest.c.gid, newest.c.cid).join_from(newest, found, true())
    return page.order_by(found.replyid.desc()).limit(limit)


@built_once()
def _latest_likes(owner: Value, after: Value, limit: Value) -> Select[PostLike]:
    newest, like = _newest_of(owner), PostLike
    rows = select(like).where(like.uid != owner, ~meeting.apart(owner, like.uid))
    rows = ranges.page(rows, like.postid, newest.c.postid, like.time, like.uid, after=after)
    found = aliased(like, rows.limit(limit).correlate(newest).lateral("found"))
    page = select(found).join_from(newest, found, true())
    order = (found.time.desc(), found.postid.desc(), found.uid.desc())
    return page.order_by(*order).limit(limit)


@cache
def _likes_among() -> Select[int, int, int]:
    like = PostLike
    owner: Any = bindparam("owner", type_=BigInteger)
    query = select(like.postid, like.uid, like.time).join(Post, Post.postid == like.postid)
    query = query.where(tuple_(like.postid, like.uid).in_(bindparam("pairs", expanding=True)))
    return query.where(Post.uid == owner, Post.readable(owner), ~meeting.apart(owner, like.uid))
