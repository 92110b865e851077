"""One search for everything that operations look for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from models import Base, Circle, Group, Order, Post, User, search
from models.errors import NotFound as NoRow
from tasks.ops.action import action
from tasks.rpc import Ctx
from wire import phones
from wire.types import MAX_ID

FOUND = 20
"""So many of each kind."""
DIGITS = 6
"""A number is searched as a phone's from so many digits on."""
ORDER = re.compile(r"[0-9]{1,19}-[0-9]{1,19}")
BY_ID: dict[str, type[User | Group | Circle | Post]] = {
    "User": User,
    "Group": Group,
    "Circle": Circle,
    "Post": Post,
}
Wanted = Annotated[str, Meta(min_length=1, max_length=64)]


class Hit(msgspec.Struct):
    """Something found: `kind` and `id` name its page."""

    kind: str
    id: str
    text: str


class Hits(msgspec.Struct):
    hits: list[Hit]


@action("Search", secret=("text",))
def search_all(ctx: Ctx, text: Wanted) -> Hits:
    """Find users by uid, phone or nick, orders, groups, circles and posts by their numbers.

    Groups and circles are found by the beginning of their names, too; at most 20 of each kind.
    The text is not kept in the audit log: it may be somebody's number.
    """
    wanted = text.strip()
    found: dict[tuple[str, str], Hit] = {}
    for hit in _found(ctx, wanted):
        found.setdefault((hit.kind, hit.id), hit)
    return Hits(list(found.values()))


def _found(ctx: Ctx, wanted: str) -> Iterator[Hit]:
    if ORDER.fullmatch(wanted):
        if order := ctx.db.get(Order, wanted):
            yield Hit("Order", order.orderid, order.productname)
        return
    yield from _by_phone(ctx, wanted)
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= MAX_ID:
        yield from _by_id(ctx, int(wanted))
    if wanted:
        yield from _by_name(ctx, wanted)


def _by_phone(ctx: Ctx, wanted: str) -> Iterator[Hit]:
    if not phones.is_spelled(wanted):
        return
    typed = phones.beginning(wanted)
    if typed and len(typed.digits) >= DIGITS:
        for user in search.first_by_phone(ctx.db, None, typed.digits, FOUND, full=typed.full):
            yield _user(user)


def _by_id(ctx: Ctx, number: int) -> Iterator[Hit]:
    for kind, table in BY_ID.items():
        row = _row(ctx, table, number)
        if isinstance(row, User):
            yield _user(row)
        elif isinstance(row, Post):
            yield Hit(kind, str(number), row.content)
        elif isinstance(row, Group | Circle):
            yield Hit(kind, str(number), row.name)


def _row(ctx: Ctx, table: type[Base], number: int) -> Base | None:
    try:
        return table.get(ctx.db, number)
    except NoRow:
        return None


def _by_name(ctx: Ctx, wanted: str) -> Iterator[Hit]:
    for user in search.by_nick(ctx.db, None, wanted, FOUND):
        yield _user(user)
    for group in Group.named(ctx.db, wanted, FOUND):
        yield Hit("Group", str(group.gid), group.name)
    for circle in Circle.named(ctx.db, wanted, FOUND):
        yield Hit("Circle", str(circle.cid), circle.name)


def _user(user: User) -> Hit:
    return Hit("User", str(user.uid), f"{user.nick or 'no nick'}, {phones.shown(user.phone)}")
