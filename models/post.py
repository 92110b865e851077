"""Posts of groups and circles with their media, likes and replies: one table, three views."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, Synonym, mapped_column, synonym

from models.base import Base, Flag, Key, Now, Words, Zero, flags, whole_place

MEDIA_TYPE = "type IN ('pic', 'vdo', 'vic')"


class Post(Base):
    """An entry in a group or, with `gid` null, in a circle. One sequence numbers both.

    `picture`, `video` and `voice` are the first medium of each kind; everything further is a row
    of `post_media`, counted in `excount`. The counters change in the transaction of the like,
    reply or medium.
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
    # goods that a circle post recommends; may outlive them
    mid: Mapped[int | None]
    # "like" in the wire's words; the attribute bears both names, because views that list the
    # likes need the short one for the count
    likes: Mapped[int] = mapped_column("like", default=0, server_default=text("0"))
    like: Synonym[int] = synonym("likes")
    replycount: Mapped[Zero]
    excount: Mapped[Zero]
    # 1 = made by an old function (post.add, upload); only these fall under retention
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
    )

    @property
    def length(self) -> int:
        """Length in ms of the video if there is one, else of the voice."""
        return self.videolen if self.video is not None else self.voicelen


class PostMedia(Base):
    """One further file of a post, the `ex media` object; of the files only that of `type`."""

    __tablename__ = "post_media"
    noun = "medium"

    did: Mapped[Key]
    postid: Mapped[int] = mapped_column(ForeignKey("posts.postid", ondelete="CASCADE"))
    type: Mapped[str]
    picture: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    video: Mapped[str | None]
    voice: Mapped[str | None]
    # ms, 0 = unknown
    length: Mapped[Zero]
    time: Mapped[Now]

    __table_args__ = (
        CheckConstraint(MEDIA_TYPE, name="type"),
        Index(None, "postid", "did"),
    )


class PostLike(Base):
    """One like; at most one per post and user."""

    __tablename__ = "post_likes"

    postid: Mapped[int] = mapped_column(
        ForeignKey("posts.postid", ondelete="CASCADE"), primary_key=True
    )
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    time: Mapped[Now]

    __table_args__ = (Index(None, "postid", "time", "uid"),)


class PostReply(Base):
    """A reply to a post, never to a reply; the columns but the owner are the `reply` object."""

    __tablename__ = "post_replies"
    noun = "reply"

    replyid: Mapped[Key]
    postid: Mapped[int] = mapped_column(ForeignKey("posts.postid", ondelete="CASCADE"))
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    content: Mapped[str]
    time: Mapped[Now]
    # The post's author, repeated here so that "replies to my posts" is one range of an index.
    # Goes with the post, so it needs no key of its own.
    owner: Mapped[int]

    __table_args__ = (
        Index(None, "postid", "replyid"),
        Index(None, "owner", "replyid"),
    )
