"""Operations on circles."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from models import Circle, CircleLink, CircleMember, CircleRole, Merchandise, Post, StoreGroup, User
from models.editing import remove, store
from push.pushes import CircleNewBoard
from tasks.ops import undo
from tasks.ops.action import Undo, action
from tasks.ops.needed import needed
from tasks.rpc import Ctx
from tasks.shared import announcements
from wire.errors import BadRequest, Forbidden, NotFound
from wire.objects import circle as objects
from wire.objects import of
from wire.types import (
    Cid,
    Content,
    Flag,
    Int,
    Name,
    OptionalId,
    OptionalUrl,
    ReplyText,
    RoleId,
    Uid,
    Url,
    Urls,
)

Level = Annotated[int, Meta(ge=0, le=10_000)]
FIRST_LEVEL, FIRST_TITLE = 1, "member"
"""Of the role that comes with a new circle."""


class Announced(msgspec.Struct):
    cid: int
    board: str
    bid: int


class Posted(msgspec.Struct):
    postid: int


class Joined(msgspec.Struct):
    circle: objects.Place


class Edited(msgspec.Struct):
    cid: int


class HasRole(msgspec.Struct):
    role: objects.Role


class Linked(msgspec.Struct):
    ceid: int


def _present_board(ctx: Ctx, cid: int, board: str) -> Undo | None:
    present = Circle.get(ctx.db, cid, lock=True).board
    again = bool(present) and present != board
    return Undo("UpdateCircleBoard", {"cid": cid, "board": present}) if again else None


@action("UpdateCircleBoard", errors=[NotFound], pushes=[CircleNewBoard], undo=_present_board)
def update_board(ctx: Ctx, cid: Cid, board: ReplyText) -> Announced:
    """Change a circle's announcement and push it to all members."""
    circle = Circle.get(ctx.db, cid, lock=True)
    entry = announcements.announce(ctx, circle, board)
    return of(Announced, entry)


@action("NewCirclePost", errors=[NotFound])
def post(
    ctx: Ctx,
    cid: Cid,
    content: Content = "",
    piclist: Urls = [],  # noqa: B006 - copied for every call
    mid: OptionalId | None = None,
    from_uid: Uid = 1,
) -> Posted:
    """Post into a circle in the name of any user; nobody is told."""
    if not (content or piclist or mid):
        raise BadRequest("content, piclist or mid: one of them is needed")
    Circle.get(ctx.db, cid)
    User.require(ctx.db, from_uid)
    if mid:
        Merchandise.get(ctx.db, mid)
    columns = {"cid": cid, "uid": from_uid, "time": ctx.now, "content": content}
    return Posted(Post.store(ctx.db, pictures=piclist, mid=mid or None, **columns).postid)


def _present_role(ctx: Ctx, uid: int, cid: int, roleid: int) -> Undo | None:
    member = ctx.db.get(CircleMember, (cid, uid), with_for_update=True)
    if member is None or member.roleid == roleid:
        return None
    return Undo("SetCircleRole", {"uid": uid, "cid": cid, "roleid": member.roleid})


@action("SetCircleRole", errors=[NotFound], undo=_present_role)
def set_role(ctx: Ctx, uid: Uid, cid: Cid, roleid: RoleId) -> Joined:
    """Give a user a role, up or down; a stranger becomes a member."""
    role = Circle.get(ctx.db, cid).role(ctx.db, roleid)
    User.require(ctx.db, uid)
    CircleMember.put(ctx.db, uid, role, ctx.now)
    return Joined(of(objects.Place, role))


@action("CircleEdit", errors=[NotFound], undo=undo.edit("CircleEdit", Circle, "cid"))
def edit(
    ctx: Ctx,
    cid: OptionalId | None = None,
    name: Name | None = None,
    default_roleid: OptionalId | None = None,
    open_join: Flag | None = None,
    store_group_id: OptionalId | None = None,
    poster_url: OptionalUrl | None = None,
    interact_poster: Int | None = None,
) -> Edited:
    """Make a circle, or change one; what is not given stays.

    The default role of a new circle is made with it.
    """
    if not cid:
        needed(name=name)
    if store_group_id:
        StoreGroup.get(ctx.db, store_group_id)
    circle = store(
        ctx.db,
        Circle,
        cid or None,
        name=name,
        open_join=open_join,
        store_group_id=store_group_id,
        poster_url=poster_url,
        interact_poster=interact_poster,
    )
    if default_roleid:
        _set_default(ctx, circle, default_roleid, new=not cid)
    return Edited(circle.cid)


def _set_default(ctx: Ctx, circle: Circle, roleid: int, *, new: bool) -> None:
    if new:
        first = {"level": FIRST_LEVEL, "title": FIRST_TITLE}
        store(ctx.db, CircleRole, None, cid=circle.cid, roleid=roleid, **first)
    circle.default_roleid = circle.role(ctx.db, roleid).roleid


@action(
    "CircleRoleEdit",
    errors=[Forbidden, NotFound],
    undo=undo.edit("CircleRoleEdit", CircleRole, "cid", "roleid", deletes=True),
)
def edit_role(
    ctx: Ctx,
    cid: Cid,
    roleid: RoleId,
    level: Level | None = None,
    title: Name | None = None,
    delete: Flag = 0,
) -> HasRole:
    """Make, change or delete a role; the first one is that of newcomers.

    A role that somebody has, or that newcomers get, cannot be deleted.
    """
    circle = Circle.get(ctx.db, cid, lock=True)
    if delete:
        role = CircleRole.get(ctx.db, (cid, roleid), lock=True)
        gone = HasRole(of(objects.Role, role))
        remove(ctx.db, role)
        return gone
    known = ctx.db.get(CircleRole, (cid, roleid)) is not None
    if not known:
        needed(level=level, title=title)
    key = (cid, roleid) if known else None
    role = store(ctx.db, CircleRole, key, cid=cid, roleid=roleid, level=level, title=title)
    if circle.default_roleid is None:
        circle.default_roleid = roleid
    return HasRole(of(objects.Role, role))


@action("CircleExEdit", errors=[NotFound], undo=undo.edit("CircleExEdit", CircleLink, "ceid"))
def edit_link(
    ctx: Ctx,
    ceid: OptionalId | None = None,
    cid: Cid | None = None,
    title: Name | None = None,
    url: Url | None = None,
    icon_url: OptionalUrl | None = None,
    delete: Flag = 0,
) -> Linked:
    """Make, change or delete a link that members of a circle see."""
    if ceid and delete:
        ctx.db.delete(CircleLink.get(ctx.db, ceid, lock=True))
        return Linked(ceid)
    time = None
    if not ceid:
        needed(cid=cid, title=title, url=url)
        time = ctx.now
    if cid is not None:
        Circle.get(ctx.db, cid)
    columns = {"cid": cid, "title": title, "url": url, "icon_url": icon_url, "time": time}
    return Linked(store(ctx.db, CircleLink, ceid or None, **columns).ceid)
