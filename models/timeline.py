"""Posts of friends."""

from __future__ import annotations

from sqlalchemy import select
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
    pages = merging.Pages(
        *(Post, Post.postid, Post.uid, friends),
        wanted=(Post.readable_in_group(owner),),
        after=after,
        before=before or None,
        oldest_first=after is not None,
    )
    return list(db.scalars(pages.first(limit)))
