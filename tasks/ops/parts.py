"""What the pages of users, orders, groups, circles and posts have in common."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import ColumnElement

from models import Audit, Order, User
from models.counting import up_to
from tasks.ops.access import AuditRow
from tasks.rpc import Ctx
from wire import phones

FIRST = 10
"""So many rows of a list stand on the page of an entity; there is a page with all of them."""
COUNTED = 1000

ENTITIES: dict[str, tuple[str, ...]] = {
    "User": ("uid", "to_uid"),
    "Order": ("orderid",),
    "Group": ("gid",),
    "Circle": ("cid",),
    "Post": ("postid",),
}
"""By kind of entity: the parameters of actions that name one."""
LOOKING = (
    *ENTITIES,
    *("Search", "FindUser", "FindGroup", "GroupMembers", "GroupPosts", "PostReplies"),
    *("ReportsAbout", "UserOrders", "UserFriends", "UserGroups", "UserCircles", "UserPosts"),
    *("CircleMembers", "CirclePosts", "CircleBoards", "Orders"),
)
"""Actions that change nothing: the log has them, the page of an entity leaves them out."""
NOT_A_GROUP = ("StoreGroupEdit",)
"""Its `gid` is that of a group of goods."""


class Say(msgspec.Struct):
    """A sentence for operators, which pages translate; names in braces stand for `values`.

    `hits`: how many of what it is about.
    """

    text: str
    values: dict[str, Any] = {}
    hits: dict[str, int | str] = {}


class Act(msgspec.Struct):
    """An action on an entity: `fill` are the parameters it has already.

    `says`: what it will hit. `refused`: why it cannot be done now.
    """

    page: str
    fill: dict[str, Any]
    says: Say | None = None
    refused: Say | None = None


class OrderLine(msgspec.Struct):
    """An order in a list; amounts in fen."""

    orderid: str
    create_time: int
    productname: str
    amount: int
    paystate: int
    uid: int


class PostLine(msgspec.Struct):
    """A post in a list."""

    postid: int
    uid: int
    time: int
    content: str
    picture: str | None
    like: int
    replycount: int


def audits(
    ctx: Ctx, kind: str, key: int | str, before: int | None = None, count: int = FIRST
) -> list[AuditRow]:
    """What operations did to an entity, newest first."""
    without = (*LOOKING, *(NOT_A_GROUP if kind == "Group" else ()))
    rows = Audit.about(ctx.db, ENTITIES[kind], key, before, count, without=without)
    return [msgspec.convert(row, AuditRow, from_attributes=True) for row in rows]


def number(ctx: Ctx, *which: ColumnElement[bool]) -> int | str:
    """How many rows fit; "1000+" for so many or more."""
    found = up_to(ctx.db, COUNTED, *which)
    return found if found < COUNTED else f"{COUNTED}+"


def called(user: User) -> str:
    """By what an operator knows a user."""
    return ", ".join(filter(None, (user.nick, phones.shown(user.phone))))


def order_line(order: Order) -> OrderLine:
    return msgspec.convert(order, OrderLine, from_attributes=True)
