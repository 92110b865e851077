"""What users can report: their owners, and their present content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models.album import AlbumMedia
from models.base import Base
from models.circle import Circle
from models.closure import is_closed
from models.errors import NotFound
from models.group import Group
from models.message import Message
from models.post import Post, PostMedia, PostReply
from models.user import User

FILES = ("picture", "video", "voice")


class Reported(NamedTuple):
    """`owner`: whose it is, None = of operations; `shown`: its content, as JSON."""

    owner: int | None
    shown: dict[str, Any]


class Kind(NamedTuple):
    """A kind of content: how to find one that the reader can see, its owner, and what is kept."""

    query: Callable[[int, int], Select[Any]]
    """The query for its id and the uid of the reader."""
    owner: str
    columns: tuple[str, ...]


def _post(id_: int, reader: int) -> Select[Post]:
    return select(Post).where(Post.postid == id_, Post.readable(reader))


def _reply(id_: int, reader: int) -> Select[PostReply]:
    query = select(PostReply).join(Post, Post.postid == PostReply.postid)
    return query.where(PostReply.replyid == id_, Post.readable(reader))


def _message(id_: int, reader: int) -> Select[Message]:
    mine = or_(Message.toid == reader, Message.fromid == reader)
    return select(Message).where(Message.msgid == id_, mine)


KINDS = {
    "user": Kind(
        lambda id_, _: select(User).where(User.uid == id_, ~is_closed(User.uid)),
        "uid",
        ("nick", "signature", "headpic", "background_image", "position", "job", "tags"),
    ),
    "post": Kind(_post, "uid", ("gid", "cid", "content", *FILES, "time")),
    "reply": Kind(_reply, "uid", ("postid", "content", "time")),
    "message": Kind(_message, "fromid", ("toid", "type", "content", *FILES, "lat", "long", "time")),
    "group": Kind(
        lambda id_, _: select(Group).where(Group.gid == id_, Group.deleted == 0),
        "creator",
        ("name", "board", "position"),
    ),
    "circle": Kind(lambda id_, _: select(Circle).where(Circle.cid == id_), "", ("name", "board")),
    "album": Kind(
        lambda id_, _: select(AlbumMedia).where(AlbumMedia.did == id_),
        "uid",
        ("type", *FILES, "text", "time"),
    ),
}
"""Blocks hide nothing here: after blocking somebody a user may report what was seen before."""


def find(db: Session, kind: str, id_: int, reader: int) -> Reported:
    """What `reader` reports; raises NotFound unless the reader can see it."""
    how = KINDS[kind]
    now = how.query(id_, reader).execution_options(populate_existing=True)
    row: Base | None = db.scalar(now)
    if row is None:
        raise NotFound(kind)
    shown = {name: value for name in how.columns if (value := getattr(row, name)) not in (None, "")}
    if isinstance(row, Post) and row.excount:
        shown["pictures"] = PostMedia.pictures(db, [row.postid])[row.postid]
    return Reported(getattr(row, how.owner) if how.owner else None, shown)
