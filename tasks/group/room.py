"""The group itself: its name and rules, and the search for groups."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from models import Group
from models.group import Known
from tasks.rpc import CREATE, LIGHT, READ, Ctx, rpc
from tasks.shared import deletions
from tasks.shared.group_views import group_view
from wire.errors import Forbidden, NotFound
from wire.objects import group as objects
from wire.types import (
    Content,
    Flag,
    Gid,
    GroupName,
    IdOrIds,
    Int,
    Kind,
    Lat,
    Long,
    PlaceName,
    listed,
    together,
)

FOUND = 100


class Groups(msgspec.Struct):
    groups: list[objects.Group]


class Created(msgspec.Struct):
    gid: int


@rpc(rate=CREATE)
def create(
    ctx: Ctx,
    name: GroupName,
    board: Content,
    type: Kind = 0,
    position: PlaceName | None = None,
    lat: Lat | None = None,
    long: Long | None = None,
) -> Created:
    """Create a group with me as creator and first member."""
    together(lat=lat, long=long)
    columns = {"name": name, "board": board, "type": type, "lat": lat, "long": long}
    gid = Group.create(ctx.db, ctx.uid, ctx.now, position=position or None, **columns)
    return Created(gid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def update(
    ctx: Ctx,
    gid: Gid,
    name: GroupName | None = None,
    board: Content | None = None,
    type: Kind | None = None,
    position: PlaceName | None = None,
    everyone_caninvite: Flag | None = None,
    only_member_speak: Flag | None = None,
    only_member_watch: Flag | None = None,
    lat: Lat | None = None,
    long: Long | None = None,
    member_control: Flag | None = None,
    join_approval: Flag | None = None,
) -> None:
    """Change group data and rules; absent parameters change nothing, position "" clears it.

    For creator and admins. `join_approval` 1: they must accept everybody who wants to join.
    """
    together(lat=lat, long=long)
    group = Group.seen_by(ctx.db, gid, ctx.uid).require_manager()
    given: dict[str, object] = {
        "name": name,
        "board": board,
        "type": type,
        "everyone_caninvite": everyone_caninvite,
        "only_member_speak": only_member_speak,
        "only_member_watch": only_member_watch,
        "lat": lat,
        "long": long,
        "member_control": member_control,
        "join_approval": join_approval,
    }
    columns = {key: value for key, value in given.items() if value is not None}
    if position is not None:
        columns["position"] = position or None
    group.change(ctx.db, **columns)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def delete(ctx: Ctx, gid: Gid) -> None:
    """Delete a group with memberships, invitations, watches and posts."""
    deletions.end_group(ctx, Group.seen_by(ctx.db, gid, ctx.uid).require_creator())


@rpc(rate=READ, readonly=True, errors=[NotFound])
def info(ctx: Ctx, gid: IdOrIds) -> Groups:
    """Basic data of groups, in the order asked; unknown ids of a list are left out.

    Of a group with `only_member_watch` only its members see board, place and admins.
    """
    rows = Group.known(ctx.db, listed(gid), ctx.uid)
    if not rows and not isinstance(gid, list):
        raise NotFound("no such group")
    return _shown(rows)


@rpc(rate=READ, readonly=True)
def search(ctx: Ctx, type: Int) -> Groups:
    """Groups of one type, newest first, at most 100; each as `group.info` shows it."""
    return _shown(Group.of_type(ctx.db, type, ctx.uid, FOUND))


def _shown(rows: Iterable[Known]) -> Groups:
    return Groups([group_view(*row) for row in rows])
