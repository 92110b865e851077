"""Deleting the rows of a deleted group in steps of a bounded number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import ranges
from models.base import Base
from models.block import GroupMute
from models.group import Group, GroupInvite, GroupMember, GroupRequest
from models.post import Post, PostLike, PostReply

_UNSEEN = {"synchronize_session": False}
_OF_GROUP: tuple[tuple[type[Base], InstrumentedAttribute[int], tuple[Any, ...]], ...] = (
    (GroupMember, GroupMember.gid, (GroupMember.gid, GroupMember.uid)),
    (GroupInvite, GroupInvite.gid, (GroupInvite.gid, GroupInvite.uid, GroupInvite.fromuid)),
    (GroupRequest, GroupRequest.gid, (GroupRequest.gid, GroupRequest.uid)),
    (GroupMute, GroupMute.gid, (GroupMute.gid, GroupMute.uid)),
)


def group(db: Session, gid: int, limit: int) -> bool:
    """Delete at most `limit` rows of a deleted group per table; return whether any are left."""
    if _posts(db, gid, limit):
        return True
    for table, column, key in _OF_GROUP:
        if _some(db, table, column, [gid], key, limit) == limit:
            return True
    db.execute(delete(Group).where(Group.gid == gid, Group.deleted == 1))
    return False


def _posts(db: Session, gid: int, limit: int) -> bool:
    """Delete posts, or some of the rows that belong to them; False: no post is left."""
    theirs = ranges.page(select(Post.postid), Post.gid, gid, Post.postid, oldest_first=True)
    postids = db.scalars(theirs.limit(limit)).all()
    if not postids:
        return False
    likes = _some(db, PostLike, PostLike.postid, postids, (PostLike.postid, PostLike.uid), limit)
    replies = _some(db, PostReply, PostReply.postid, postids, (PostReply.replyid,), limit)
    if max(likes, replies) < limit:
        db.execute(delete(Post).where(Post.postid.in_(postids)), execution_options=_UNSEEN)
    return True


def _some(
    db: Session,
    table: type[Base],
    column: InstrumentedAttribute[int],
    ids: Sequence[int],
    key: tuple[Any, ...],
    limit: int,
) -> int:
    """Delete at most `limit` rows that have one of the ids; return how many."""
    some = select(*key).where(column.in_(ids)).limit(limit).cte("some")
    gone = delete(table).where(tuple_(*key).in_(select(*some.c))).returning(column)
    return len(db.scalars(gone, execution_options=_UNSEEN).all())
