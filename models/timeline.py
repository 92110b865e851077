"""Posts of friends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import meeting, merging, ranges
from models.friend import Friend
from models.post import Post, PostRow
from models.prepared import prepared_rows
from models.statements import Value


def of_friends(
    db: Session,
    owner: int,
    limit: int,
    *,
    before: int | None = None,
    after: int | None = None,
) -> list[Any]:
    """Return group posts by friends of `owner` that `owner` may read.

    The newest first or, when all `after` a postid are wanted, the oldest; rows of PostRow.
    """
    bounds = ranges.bounds(after, before)
    return _page(db, owner, *bounds, limit, oldest_first=after is not None)


@prepared_rows(PostRow)
def _page(
    owner: Value, after: Value, before: Value, limit: Value, *, oldest_first: bool
) -> Select[Post]:
    friends = select(Friend.uid).where(Friend.owner == owner, Friend.uid != owner)
    friends = friends.where(~meeting.apart(owner, Friend.uid))
    pages = merging.Pages(
        *(Post, Post.postid, Post.uid, friends),
        wanted=(Post.readable_in_group(owner),),
        after=after,
        before=before,
        oldest_first=oldest_first,
    )
    return pages.first(limit)
