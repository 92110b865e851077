"""Posts of groups and circles: one table, three views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import (
    InstrumentedAttribute,
    Mapped,
    Session,
    Synonym,
    mapped_column,
    synonym,
)

from models import meeting, ranges
from models.base import Base, Flag, Key, Now, Words, Zero, flags, whole_place
from models.circle import CircleMember
from models.closure import is_closed
from models.commit_order import insert_in_order
from models.errors import Forbidden, NotFound
from models.group import Group, GroupMember, Standing
from models.media import names_files
from models.post import news
from models.post.attached import PostLike, PostMedia, PostReply
from models.post.news import Liked, Replied
from models.post.row import PostRow, timed_length
from models.prepared import prepared, prepared_rows
from models.statements import Value, built_once

FILES = ("picture", "video", "voice")
FEW = 500
"""The most likes and replies, in all, that are deleted together with their post."""


class Post(Base):
    """An entry in a group or, with `gid` null, in a circle. One sequence numbers both.

    `picture`, `video` and `voice` are the first medium of each kind; every further one is a row of
    `post_media`, counted in `excount`. The counters change in the transaction of the like, reply or
    medium.
    """

    __tablename__ = "posts"
    noun = "post"

    postid: Mapped[Key]
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    # exactly one of gid and cid is set
    gid: Mapped[int | None] = mapped_column(ForeignKey("groups.gid", ondelete="CASCADE"))
    cid: Mapped[int | None] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    content: Mapped[Words]
    picture: Mapped[str | None]
    # pixels of the picture, null = not known
    width: Mapped[int | None]
    height: Mapped[int | None]
    video: Mapped[str | None]
    # ms, 0 = unknown
    videolen: Mapped[Zero]
    voice: Mapped[str | None]
    voicelen: Mapped[Zero]
    # where the author was
    lat: Mapped[float | None]
    long: Mapped[float | None]
    # goods that a circle post recommends; they may be deleted before the post
    mid: Mapped[int | None]
    # `like` on the wire; the attribute has both names, because views that list the likes need the
    # short one for the count
    likes: Mapped[int] = mapped_column("like", default=0, server_default=text("0"))
    like: Synonym[int] = synonym("likes")
    replycount: Mapped[Zero]
    excount: Mapped[Zero]
    # 1 = made by an old function (post.add, upload); only these are deleted by retention
    old: Mapped[Flag]
    time: Mapped[Now]

    __table_args__ = (
        *flags("old"),
        CheckConstraint("num_nonnulls(gid, cid) = 1", name="place_of_post"),
        CheckConstraint("old = 0 OR gid IS NOT NULL", name="old_in_group"),
        CheckConstraint('"like" >= 0 AND replycount >= 0 AND excount >= 0', name="counters"),
        whole_place(),
        Index(None, "gid", "postid", postgresql_where=text("gid IS NOT NULL")),
        Index(None, "cid", "postid", postgresql_where=text("cid IS NOT NULL")),
        Index(None, "uid", "postid"),
        Index(None, "time", postgresql_where=text("old = 1")),
        names_files("posts", "content", *FILES),
    )

    @property
    def length(self) -> int:
        """Length in ms of the video if there is one, else of the voice."""
        return timed_length(self)

    @classmethod
    def store(cls, db: Session, *, pictures: Sequence[str] = (), **columns: Any) -> Post:
        """Insert a post and return its row; further pictures become rows of `post_media`.

        Its postid is drawn only when all smaller ones of its group or circle are committed.
        """
        first = {"picture": pictures[0]} if pictures else {}
        values = columns | first | {"excount": len(pictures[1:])}
        place = f"group {columns['gid']}" if columns.get("gid") else f"circle {columns['cid']}"
        post: Post = db.scalars(*insert_in_order(cls, place, values)).one()
        if pictures[1:]:
            common = {"postid": post.postid, "uid": post.uid, "type": "pic", "time": post.time}
            db.execute(insert(PostMedia), [common | {"picture": url} for url in pictures[1:]])
        return post

    def add_medium(self, db: Session, **columns: Any) -> int:
        """Add a further file and return its did. `columns` as in PostMedia."""
        entry = (
            insert(PostMedia)
            .values(postid=self.postid, uid=self.uid, **columns)
            .returning(PostMedia.did)
        )
        did = db.scalar(entry)
        news.count(db, self.postid, "excount", 1)
        assert did is not None
        return did

    @classmethod
    def page(
        cls,
        db: Session,
        place: InstrumentedAttribute[Any],
        of: int,
        *,
        reader: int | None = None,
        readable: bool = False,
        before: int | None = None,
        after: int | None = None,
        oldest_first: bool = False,
        limit: int,
    ) -> list[Any]:
        """Posts with after < postid < before, newest first by default; `before` 0: no bound.

        As rows of PostRow.

        `place` is `gid`, `cid` or `uid`, and `of` its value. `reader` does not see what blocked
        users wrote; `readable`: nor what is not in a group that the reader may read.
        """
        return _page(
            *(db, of, *ranges.bounds(after, before), reader, limit),
            place=place,
            oldest_first=oldest_first,
            for_reader=reader is not None,
            readable=readable,
        )

    @classmethod
    def newest(cls, db: Session, gid: int, before: int) -> int:
        """The highest postid of a group below `before`, 0 without any."""
        return next((postid for (postid,) in _newest(db, gid, before)), 0)

    @classmethod
    def get(cls, db: Session, key: object, *, lock: bool = False) -> Post:
        """Like `Base.get`, without posts of deleted groups."""
        ended = exists().where(Group.gid == cls.gid, Group.deleted == 1)
        query = select(cls).where(cls.postid == key, ~ended)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        post = db.scalar(query)
        if post is None:
            raise NotFound(cls.noun)
        return post

    @classmethod
    def readable(cls, uid: int) -> ColumnElement[bool]:
        """The condition that a user may read a post, whether it is in a group or a circle."""
        member = ranges.exists(CircleMember.cid == cls.cid, CircleMember.uid == uid)
        return or_(cls.readable_in_group(uid), member)

    @classmethod
    def readable_in_group(cls, uid: int) -> ColumnElement[bool]:
        """The condition that a post is in a group and a user may read it."""
        return ranges.exists(Group.gid == cls.gid, Group.readable(uid))

    @classmethod
    def owned_by(cls, db: Session, postid: int, uid: int, *, lock: bool = False) -> Post:
        """The user's own post; raises NotFound and Forbidden. `lock` as for `get`."""
        post = cls.get(db, postid, lock=lock)
        if post.uid != uid:
            raise Forbidden("not the author")
        return post

    @classmethod
    def read_by(cls, db: Session, uid: int, postids: Sequence[int]) -> list[Post]:
        """Those of the posts that a user may read, in the order asked."""
        query = select(cls).where(cls.postid.in_(postids), cls.readable(uid))
        rows = db.scalars(query.where(~meeting.hidden(uid, cls.uid)))
        found = {post.postid: post for post in rows}
        return [found[postid] for postid in postids if postid in found]

    @classmethod
    def to_read(cls, db: Session, postid: int, uid: int, *, lock: bool = False) -> Post:
        """A post that the user may read; raises NotFound and Forbidden. `lock` as for `seen_by`."""
        return cls.seen_by(db, postid, uid, lock=lock).require_reader()

    @classmethod
    def seen_by(cls, db: Session, postid: int, uid: int, *, lock: bool = False) -> Seen:
        """The post and the user's standing in its group.

        Raises NotFound, and Forbidden for users outside its circle; members of a circle have all
        rights. `lock` only keeps the post from being deleted before the transaction ends.
        """
        row = db.execute(*_seen(postid, uid, lock=lock)).one_or_none()
        if row is None:
            raise NotFound(cls.noun)
        post, group, circle_member, *member, hidden, apart = row
        if group is None and circle_member is None:
            raise Forbidden("not a member of the circle")
        standing = Standing(group, uid, *member) if group is not None else None
        return Seen(post, standing, hidden, apart)

    def like_by(self, db: Session, uid: int, now: int, *, told: bool = False) -> Liked:
        """Like the post; if the like is new and the author is `told`, it gets a number.

        The likes of an author's posts have ascending times in the order of commits.
        """
        new = news.like(db, self.postid, self.uid, uid, now, told=told)
        if new is not None:
            news.count(db, self.postid, "like", 1)
            return new
        mine = (PostLike.postid == self.postid) & (PostLike.uid == uid)
        # It can only be missing if another device of the user has removed it just now.
        return Liked(db.scalar(select(PostLike.time).where(mine)) or now, False, None)

    def dislike_by(self, db: Session, uid: int) -> None:
        """Remove a like, if there is one."""
        mine = (PostLike.postid == self.postid) & (PostLike.uid == uid)
        if db.scalar(delete(PostLike).where(mine).returning(PostLike.uid)) is not None:
            news.count(db, self.postid, "like", -1)

    def delete(self, db: Session) -> int | None:
        """Delete the post; a large one moves to a deleted group, and its gid is returned."""
        mine = Post.postid == self.postid
        if self.likes + self.replycount <= FEW:
            db.execute(delete(Post).where(mine))
            return None
        holder = insert(Group).values(creator=self.uid, name="", deleted=1).returning(Group.gid)
        gid = db.scalar(holder)
        db.execute(update(Post).where(mine).values(gid=gid, cid=None))
        return gid

    def reply_by(
        self, db: Session, uid: int, content: str, now: int, *, told: bool = False
    ) -> Replied:
        """Store a reply; if the author is `told`, it gets a number."""
        reply = news.reply(db, self.postid, self.uid, uid, content, now, told=told)
        news.count(db, self.postid, "replycount", 1)
        return reply

    @classmethod
    def delete_reply(cls, db: Session, replyid: int) -> None:
        """Delete a reply; raises NotFound."""
        gone = delete(PostReply).where(PostReply.replyid == replyid).returning(PostReply.postid)
        postid = db.scalar(gone, execution_options={"synchronize_session": False})
        if postid is None:
            raise NotFound(PostReply.noun)
        news.count(db, postid, "replycount", -1)


@prepared_rows(PostRow)
def _page(
    of: Value,
    after: Value,
    before: Value,
    reader: Value,
    limit: Value,
    *,
    place: InstrumentedAttribute[Any],
    oldest_first: bool,
    for_reader: bool,
    readable: bool,
) -> Select[Post]:
    rows = select(Post)
    if for_reader:
        rows = rows.where(~meeting.hidden(reader, Post.uid))
    if readable:
        rows = rows.where(Post.readable_in_group(reader))
    within = {"after": after, "before": before, "oldest_first": oldest_first}
    return ranges.page(rows, place, of, Post.postid, **within).limit(limit)


@prepared()
def _newest(gid: Value, before: Value) -> Select[int]:
    return ranges.page(select(Post.postid), Post.gid, gid, Post.postid, before=before).limit(1)


@prepared()
def _readable(postid: Value, uid: Value) -> Select[int]:
    return select(Post.postid).where(Post.postid == postid, Post.readable(uid))


@built_once()
def _seen(postid: Value, uid: Value, *, lock: bool) -> Select[Any]:
    """A post with what decides on a user's rights."""
    query = (
        select(Post, Group, CircleMember.uid, *GroupMember.standing())
        .add_columns(meeting.has_blocked(uid, Post.uid), meeting.apart(uid, Post.uid))
        .where(or_(Post.uid == uid, ~is_closed(Post.uid)))
        .outerjoin(Group, Group.gid == Post.gid)
        .outerjoin(GroupMember, GroupMember.about(uid, Post.gid))
        .outerjoin(CircleMember, (CircleMember.cid == Post.cid) & (CircleMember.uid == uid))
        .where(Post.postid == postid, func.coalesce(Group.deleted, 0) == 0)
    )
    return query.with_for_update(read=True, key_share=True, of=Post) if lock else query


class Seen(NamedTuple):
    """A post, and the user's standing in its group; None in a circle, for a member of it."""

    post: Post
    standing: Standing | None
    hidden: bool
    """Whether the user has blocked the author."""
    apart: bool
    """Whether one of the two has blocked the other."""

    def require_reader(self) -> Post:
        """The post; raises Forbidden for those who may not read it."""
        if self.hidden:
            raise Forbidden
        if self.standing:
            self.standing.require_reader()
        return self.post

    def require_met(self) -> Post:
        """The post; raises Forbidden for those who may not read it, or may not meet its author."""
        if self.apart:
            raise Forbidden
        return self.require_reader()

    def require_poster(self, now: int) -> Post:
        """The post; raises Forbidden for those who may not reply to it."""
        if self.apart:
            raise Forbidden
        if self.standing:
            self.standing.require_poster(now)
        return self.post

    def listener(self, db: Session) -> int | None:
        """The author, if still allowed to read the post: who gets pushes of replies and likes."""
        if self.standing and not self.standing.group.only_member_watch:
            return self.post.uid
        post = self.post
        return post.uid if _readable(db, post.postid, post.uid) else None
