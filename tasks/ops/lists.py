"""The long lists of users and circles, page by page; and their lines on the page of an entity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from sqlalchemy import Row
from sqlalchemy.orm import Session as Database

from models import Circle, CircleBoard, Friend, Group, Order, Post, Session, User
from models.circle import CircleMember
from tasks.ops.access import AuditRows
from tasks.ops.action import action
from tasks.ops.parts import ENTITIES, OrderLine, PostLine, audits, order_line
from tasks.rpc import NONE, Ctx, rpc
from wire.errors import BadRequest, NotFound
from wire.objects import all_of
from wire.types import Cid, Count200, Cursor, Offset, Uid

OrderCursor = Annotated[str, Meta(pattern=r"^([0-9]{1,18}-[0-9]{1,18})?$(?!\n)")]
Kind = Annotated[str, Meta(pattern=f"^({'|'.join(ENTITIES)})$(?!\n)")]
Key = Annotated[str, Meta(pattern=r"^[0-9]{1,18}(-[0-9]{1,18})?$(?!\n)")]


class SessionLine(msgspec.Struct):
    """A login; `platform` of the device that it registered for alerts."""

    sid: int
    uid: int
    create_time: int
    last_time: int | None
    timeout: int
    method: str
    address: str
    platform: str | None


class GroupLine(msgspec.Struct):
    gid: int
    name: str
    creator: int
    admin: int
    time: int


class CircleLine(msgspec.Struct):
    cid: int
    name: str
    uid: int
    roleid: int
    title: str
    time: int


class FriendLine(msgspec.Struct):
    uid: int
    nick: str | None
    type: int
    time: int


class BoardLine(msgspec.Struct):
    bid: int
    time: int
    board: str


class Orders(msgspec.Struct):
    rows: list[OrderLine]


class Friends(msgspec.Struct):
    rows: list[FriendLine]


class Groups(msgspec.Struct):
    rows: list[GroupLine]


class Circles(msgspec.Struct):
    rows: list[CircleLine]


class Posts(msgspec.Struct):
    rows: list[PostLine]


class Boards(msgspec.Struct):
    rows: list[BoardLine]


@action("UserOrders", errors=[NotFound])
def orders(ctx: Ctx, uid: Uid, before: OrderCursor = "", count: Count200 = 50) -> Orders:
    """A user's orders, newest first; `before`: orderid, exclusive. A deleted user's, too."""
    found = Order.of_buyer(ctx.db, uid, place_of(before), count)
    return Orders([order_line(row) for row in found])


@action("UserFriends", errors=[NotFound])
def friends(ctx: Ctx, uid: Uid, pos: Offset = 0, count: Count200 = 50) -> Friends:
    """A user's friends, newest first; `pos`: so many are left out."""
    User.get(ctx.db, uid)
    return Friends(friend_lines(ctx.db, Friend.page(ctx.db, uid, uid, pos, count)))


@action("UserGroups", errors=[NotFound])
def groups(ctx: Ctx, uid: Uid, pos: Offset = 0, count: Count200 = 50) -> Groups:
    """The groups that a user is in, newest membership first."""
    User.get(ctx.db, uid)
    return Groups(group_lines(Group.of_member(ctx.db, uid, pos, count)))


@action("UserCircles", errors=[NotFound])
def circles(ctx: Ctx, uid: Uid, pos: Offset = 0, count: Count200 = 50) -> Circles:
    """The circles that a user is in, newest membership first."""
    User.get(ctx.db, uid)
    mine = CircleMember.uid == uid
    return Circles(circle_lines(CircleMember.with_titles(ctx.db, mine, pos, count)))


@action("UserPosts", errors=[NotFound])
def posts(ctx: Ctx, uid: Uid, before: Cursor | None = None, count: Count200 = 50) -> Posts:
    """A user's posts in groups and circles, newest first; `before`: postid, exclusive."""
    User.get(ctx.db, uid)
    found = Post.page(ctx.db, Post.uid, uid, before=before, limit=count)
    return Posts(all_of(PostLine, found))


@action("CircleMembers", errors=[NotFound])
def members(ctx: Ctx, cid: Cid, pos: Offset = 0, count: Count200 = 50) -> Circles:
    """Members of a circle, newest first."""
    Circle.get(ctx.db, cid)
    theirs = CircleMember.cid == cid
    return Circles(circle_lines(CircleMember.with_titles(ctx.db, theirs, pos, count)))


@action("CirclePosts", errors=[NotFound])
def circle_posts(ctx: Ctx, cid: Cid, before: Cursor | None = None, count: Count200 = 50) -> Posts:
    """Posts of a circle, newest first; `before`: postid, exclusive."""
    Circle.get(ctx.db, cid)
    found = Post.page(ctx.db, Post.cid, cid, before=before, limit=count)
    return Posts(all_of(PostLine, found))


@action("CircleBoards", errors=[NotFound])
def boards(ctx: Ctx, cid: Cid, before: Cursor | None = None, count: Count200 = 50) -> Boards:
    """The announcements of a circle, newest first; `before`: bid, exclusive."""
    Circle.get(ctx.db, cid)
    return Boards(all_of(BoardLine, CircleBoard.page(ctx.db, cid, before, count)))


@rpc(rate=NONE, login=False, internal=True, readonly=True)
def audit(
    ctx: Ctx, kind: Kind, id: Key, before: Cursor | None = None, count: Count200 = 50
) -> AuditRows:
    """What operations did to an entity, newest first; `before`: id, exclusive. Leaves no row."""
    if (kind == "Order") != ("-" in id):
        raise BadRequest("id: that of an order has a dash in it, others have none")
    key = id if kind == "Order" else int(id)
    return AuditRows(audits(ctx, kind, key, before or None, count))


# -------------------------------------------------------------------------------------- lines


def session_lines(rows: Iterable[Row[Session, str | None]]) -> list[SessionLine]:
    names = [name for name in SessionLine.__struct_fields__ if name != "platform"]
    return [
        SessionLine(**{name: getattr(row, name) for name in names}, platform=platform)
        for row, platform in rows
    ]


def place_of(orderid: str) -> tuple[int, int] | None:
    """The place of an order in lists: seconds, sequence."""
    seconds, _, seq = orderid.partition("-")
    return (int(seconds), int(seq)) if orderid else None


def group_lines(rows: Iterable[Row[Any]]) -> list[GroupLine]:
    return all_of(GroupLine, rows)


def circle_lines(rows: Iterable[Row[Any]]) -> list[CircleLine]:
    return all_of(CircleLine, rows)


def friend_lines(db: Database, rows: Iterable[Friend]) -> list[FriendLine]:
    found = list(rows)
    nicks = {user.uid: user.nick for user in User.existing(db, [row.uid for row in found])}
    return [FriendLine(row.uid, nicks.get(row.uid), row.type, row.time) for row in found]
