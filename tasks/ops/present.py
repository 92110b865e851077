"""What the forms of operations show before something is changed. Leaves no audit rows."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from models import (
    Base,
    Circle,
    CircleLink,
    CircleRole,
    Endorsement,
    EndorsementItem,
    Group,
    Merchandise,
    StoreGroup,
    editing,
)
from tasks.rpc import NONE, Ctx, rpc
from wire.errors import NotFound
from wire.types import Id

LISTED = 100


class Kind(NamedTuple):
    """A table, and the columns by which one knows a row in a list."""

    table: type[Base]
    told_by: tuple[str, ...]


KINDS = {
    "circle": Kind(Circle, ("cid", "name")),
    "role": Kind(CircleRole, ("cid", "roleid", "level", "title")),
    "link": Kind(CircleLink, ("ceid", "cid", "title", "url")),
    "group": Kind(Group, ("gid", "name", "creator")),
    "shop": Kind(StoreGroup, ("gid", "groupname")),
    "goods": Kind(Merchandise, ("mid", "productname", "amount", "group_id")),
    "endorser": Kind(Endorsement, ("uid", "endorsement_type", "level", "weight")),
    "endorsed": Kind(EndorsementItem, ("uid", "mid", "slogan")),
}

KindName = Annotated[str, Meta(pattern=f"^({'|'.join(KINDS)})$")]
Key = Annotated[list[Id], Meta(min_length=1, max_length=2)]


class Rows(msgspec.Struct):
    rows: list[dict[str, Any]]


class Row(msgspec.Struct):
    row: dict[str, Any]


@rpc(rate=NONE, login=False, internal=True, readonly=True)
def rows(ctx: Ctx, kind: KindName) -> Rows:
    """The newest rows of a kind, with the columns by which one knows them."""
    known = KINDS[kind]
    found = map(editing.columns, editing.newest(ctx.db, known.table, LISTED))
    return Rows([{name: row[name] for name in known.told_by} for row in found])


@rpc(rate=NONE, login=False, internal=True, readonly=True, errors=[NotFound])
def row(ctx: Ctx, kind: KindName, key: Key) -> Row:
    """All columns of one row; `key`: its ids, in the order of the primary key."""
    table = KINDS[kind].table
    return Row(editing.columns(table.get(ctx.db, tuple(key) if len(key) > 1 else key[0])))
