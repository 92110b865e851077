"""Posts of friends."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import meeting, merging
from models.friend import Friend
from models.post import Post


def of_friends(
    db: Session,
    owner: int,
    limit: int,
    *,
    before: int | None = None,
    after: int | None = None,
) -> list[Post]:
    """Return group posts by friends of `owner` that `owner` may read.

    The newest first or, when all `after` a postid are wanted, the oldest.
    """
    friends = select(Friend.uid).where(Friend.owner == owner, Friend.uid != owner)
    friends = friends.where(~meeting.apart(owner, Friend.uid))
    wanted = (Post.readable_in_group(owner), *_between(before, after))
    query = merging.newest(
        Post, Post.postid, Post.uid, friends, *wanted, limit=limit, oldest_first=after is not None
    )
    return list(db.scalars(query))


def _between(before: int | None, after: int | None) -> list[ColumnElement[bool]]:
    bounds = []
    if before:
        bounds.append(Post.postid < before)
    if after is not None:
        bounds.append(Post.postid > after)
    return bounds
