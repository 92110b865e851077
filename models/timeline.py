"""What friends posted: a few posts of each, put together."""

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, aliased

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

    The newest first or, when all `after` a postid are wanted, the oldest. Of every friend at most
    `limit` posts are looked at, so a friend who posts all day does not slow down the others'.
    """
    order = Post.postid.desc() if after is None else Post.postid.asc()
    theirs = select(Post).where(Post.uid == Friend.uid, Post.readable_in_group(owner))
    theirs = theirs.where(*_between(before, after)).order_by(order).limit(limit)
    found = aliased(Post, theirs.correlate(Friend).lateral("theirs"))
    query = select(found).select_from(Friend).join(found, true())
    query = query.where(Friend.owner == owner, Friend.uid != owner)
    newest = found.postid.desc() if after is None else found.postid.asc()
    return list(db.scalars(query.order_by(newest).limit(limit)))


def _between(before: int | None, after: int | None) -> list[ColumnElement[bool]]:
    bounds = []
    if before:
        bounds.append(Post.postid < before)
    if after is not None:
        bounds.append(Post.postid > after)
    return bounds
