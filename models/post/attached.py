"""Rows that belong to a post: further media, likes and replies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Select,
    TableValuedAlias,
    any_,
    func,
    select,
    true,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import meeting, ranges
from models.base import NEWEST, Base, Before, Key, Now
from models.media import OneFile, names_files
from models.prepared import prepared, prepared_rows
from models.statements import NUMBERS, Value


class PostMedia(OneFile, Base):
    """One further file of a post, the `ex media` object; only the file of `type` is set."""

    __tablename__ = "post_media"
    noun = "medium"

    did: Mapped[Key]
    postid: Mapped[int] = mapped_column(ForeignKey("posts.postid", ondelete="CASCADE"))
    # The post's author, repeated here because the post is deleted before this row is. Null in older
    # rows, which were stored without it.
    uid: Mapped[int | None]
    time: Mapped[Now]

    __table_args__ = (
        Index(None, "postid", "did"),
        *OneFile.constraints("post_media"),
    )

    @classmethod
    def of_post(cls, db: Session, postid: int, limit: int) -> list[PostMedia]:
        """A post's further files in the order in which they were added."""
        rows = ranges.page(select(cls), cls.postid, postid, cls.did, oldest_first=True)
        return list(db.scalars(rows.limit(limit)))

    @classmethod
    def pictures(cls, db: Session, postids: Iterable[int]) -> dict[int, list[str]]:
        """The further pictures of posts, by postid."""
        found: dict[int, list[str]] = defaultdict(list)
        for postid, picture in _pictures(db, list(postids)):
            found[postid].append(picture)
        return found


class PostLike(Base):
    """One like; at most one per post and user."""

    __tablename__ = "post_likes"

    postid: Mapped[int] = mapped_column(ForeignKey("posts.postid", ondelete="CASCADE"))
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    time: Mapped[Now]

    # Only one index begins with the post: with two, costs would decide which one a page is read by.
    __table_args__ = (PrimaryKeyConstraint("uid", "postid"), Index(None, "postid", "time", "uid"))

    @classmethod
    def liked_by(cls, db: Session, uid: int, postids: Iterable[int]) -> set[int]:
        """Those of the posts that a user likes."""
        return {postid for (postid,) in _liked_by(db, uid, list(postids))}

    @classmethod
    def page(
        cls,
        db: Session,
        reader: int,
        postid: int,
        offset: int,
        limit: int,
        before: Before | None = None,
    ) -> list[Any]:
        """A post's likes by users whom `reader` may meet, newest first: rows with the columns."""
        return _likes(db, reader, postid, *(before or NEWEST), offset, limit)

    @classmethod
    def newest(
        cls, db: Session, reader: int, postids: Iterable[int], limit: int
    ) -> dict[int, list[Any]]:
        """For each post its newest likes as in `page`, oldest first: rows with uid and time."""
        return _by_post(_newest_likes(db, reader, list(postids), limit))


class PostReply(Base):
    """A reply to a post, never to a reply; all columns except `owner` are the `reply` object."""

    __tablename__ = "post_replies"
    noun = "reply"

    replyid: Mapped[Key]
    postid: Mapped[int] = mapped_column(ForeignKey("posts.postid", ondelete="CASCADE"))
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    content: Mapped[str]
    time: Mapped[Now]
    # The post's author, repeated here so that "replies to my posts" is one range of an index.
    # The row is deleted with the post, so `owner` needs no foreign key of its own.
    owner: Mapped[int]

    __table_args__ = (
        Index(None, "postid", "replyid"),
        Index(None, "owner", "replyid"),
        names_files("post_replies", "content"),
    )

    @classmethod
    def page(
        cls,
        db: Session,
        reader: int | None,
        postid: int,
        offset: int,
        limit: int,
        after: int = 0,
    ) -> list[Any]:
        """A post's replies with replyid > `after`, oldest first: rows with the columns.

        Only those by users whom `reader` may meet; None: operations, who see all.
        """
        page = (reader, postid, after, offset, limit)
        return _replies(db, *page, for_reader=reader is not None)

    @classmethod
    def newest(
        cls, db: Session, reader: int, postids: Iterable[int], limit: int
    ) -> dict[int, list[Any]]:
        """For each post its newest replies as in `page`, oldest first.

        Rows with replyid, uid, content and time.
        """
        return _by_post(_newest_replies(db, reader, list(postids), limit))


@prepared(postids=NUMBERS)
def _pictures(postids: Value) -> Select[int, str | None]:
    medium = PostMedia
    query = select(medium.postid, medium.picture).where(medium.postid == any_(postids))
    return query.where(medium.picture.is_not(None)).order_by(medium.did)


@prepared(postids=NUMBERS)
def _liked_by(uid: Value, postids: Value) -> Select[int]:
    return select(PostLike.postid).where(PostLike.uid == uid, PostLike.postid == any_(postids))


@prepared_rows()
def _likes(
    reader: Value, postid: Value, time: Value, uid: Value, offset: Value, limit: Value
) -> Select[PostLike]:
    rows = select(PostLike).where(~meeting.apart(reader, PostLike.uid))
    place = (PostLike.postid, postid, PostLike.time, PostLike.uid)
    return ranges.page(rows, *place, before=(time, uid)).offset(offset).limit(limit)


@prepared_rows()
def _replies(
    reader: Value, postid: Value, after: Value, offset: Value, limit: Value, *, for_reader: bool
) -> Select[PostReply]:
    rows = select(PostReply)
    if for_reader:
        rows = rows.where(~meeting.apart(reader, PostReply.uid))
    place = (PostReply.postid, postid, PostReply.replyid)
    return ranges.page(rows, *place, after=after, oldest_first=True).offset(offset).limit(limit)


@prepared_rows(postids=NUMBERS)
def _newest_likes(reader: Value, postids: Value, limit: Value) -> Select[Any]:
    wanted, like = _table(postids), PostLike
    rows = select(like.uid, like.time).where(~meeting.apart(reader, like.uid))
    rows = ranges.page(rows, like.postid, wanted.c.postid, like.time, like.uid)
    each = rows.limit(limit).lateral()
    return select(wanted.c.postid, each).join(each, true()).order_by(each.c.time, each.c.uid)


@prepared_rows(postids=NUMBERS)
def _newest_replies(reader: Value, postids: Value, limit: Value) -> Select[Any]:
    wanted, reply = _table(postids), PostReply
    rows = select(reply.replyid, reply.uid, reply.content, reply.time)
    rows = rows.where(~meeting.apart(reader, reply.uid))
    rows = ranges.page(rows, reply.postid, wanted.c.postid, reply.replyid)
    each = rows.limit(limit).lateral()
    return select(wanted.c.postid, each).join(each, true()).order_by(each.c.replyid)


def _table(postids: Value) -> TableValuedAlias:
    """The ids as a table, for a lateral join with the newest rows of each."""
    return func.unnest(postids).table_valued("postid").render_derived()


def _by_post(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.postid].append(row)
    return found
