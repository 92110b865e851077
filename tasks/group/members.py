"""Members of a group: joining, leaving, inviting and removing."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import Group, GroupInvite, GroupMember, GroupMute, GroupRequest, meeting
from push import pushes
from push.pushes import EventPush
from tasks.rpc import LIGHT, READ, Ctx, rpc
from tasks.shared import unasked
from tasks.shared.group_views import member_views
from tasks.shared.pages import has_more, place_before
from wire.errors import Forbidden, NotFound
from wire.objects import all_of
from wire.objects import group as objects
from wire.types import (
    Count500,
    Flag,
    Gid,
    IdOrIds,
    Offset,
    OptionalId,
    Seconds,
    Uid,
    listed,
)

MEMBERSHIPS = 1000

MemberType = Annotated[int, Meta(ge=1, le=99)]


class GroupLines(msgspec.Struct):
    groups: list[objects.GroupLine]


class Members(msgspec.Struct):
    members: list[objects.Member]
    more: bool | UnsetType = UNSET


class Joined(msgspec.Struct):
    """`pending` 1: not a member yet; the group's creator or an admin has to accept."""

    pending: int | UnsetType = UNSET


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def join(ctx: Ctx, gid: Gid, type: MemberType = 1) -> Joined:
    """Join a group; one with `join_approval` 1 gets a request instead.

    `type` is kept for old clients; the creator's is always 0. Errno 2: removed from the group and
    not invited since. Creator and admins get an event for a request, and for a repeated one after
    24 hours. A user invited by one of them needs no approval.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid, lock=True)
    if standing.may_join or GroupInvite.approved(ctx.db, standing.group, ctx.uid):
        GroupMember.join(ctx.db, gid, ctx.uid, 0 if standing.creator else type, ctx.now)
        return Joined()
    if standing.state == "removed":
        raise Forbidden("removed from this group")
    if GroupRequest.ask(ctx.db, gid, ctx.uid, type, ctx.now):
        managers = {standing.group.creator, *GroupMember.admins(ctx.db, gid)}
        managers -= meeting.kept_apart(ctx.db, ctx.uid, managers)
        ctx.notify(sorted(managers), pushes.RequestJoinGroup(uid=ctx.uid, gid=gid))
    return Joined(pending=1)


@rpc(rate=LIGHT, errors=[NotFound])
def mute(ctx: Ctx, gid: Gid, on: Flag = 1) -> None:
    """Get no alerts and no `newpost` of a group, or get them again with `on` 0."""
    Group.seen_by(ctx.db, gid, ctx.uid, lock=True)
    GroupMute.switch(ctx.db, gid, ctx.uid, on)


@rpc(rate=LIGHT, errors=[NotFound])
def leave(ctx: Ctx, gid: Gid) -> None:
    """Leave a group; a ban on posting stays stored, and a creator keeps all rights."""
    Group.seen_by(ctx.db, gid, ctx.uid, lock=True)
    GroupMember.end(ctx.db, gid, [ctx.uid], "left")


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def invite(ctx: Ctx, gid: Gid, uid: IdOrIds) -> None:
    """Invite users into a group; they join with `group.join`.

    This undoes an earlier removal. Members, I myself and, in a list, unknown ids are skipped. The
    same invitation within 24 hours makes no new event. Of users who do not have me as friend at
    most 20 are invited in a call, and 100 in a day; the others are left out.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid, lock=True)
    known = meeting.found(ctx.db, ctx.uid, listed(uid))
    if not known and not isinstance(uid, list):
        raise NotFound("no such user")
    standing.require_inviter()
    others = meeting.only(ctx.db, ctx.uid, known)
    invited, strangers = unasked.within_limits(ctx, others)
    news = GroupInvite.record(ctx.db, gid, ctx.uid, invited, ctx.now)
    unasked.count(ctx, len(strangers.intersection(news)))
    ctx.notify(news, pushes.GroupInvite(gid=gid, fromuid=ctx.uid))


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def remove_member(ctx: Ctx, gid: Gid, uid: IdOrIds) -> None:
    """Remove members; they cannot join, post or reply until somebody invites them again.

    For creator and admins. The creator cannot be removed, and admins only by the creator.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid, alone=True)
    spared = {standing.require_manager().creator}
    if not standing.creator:
        spared |= set(GroupMember.admins(ctx.db, gid))
    GroupMember.end(ctx.db, gid, [one for one in listed(uid) if one not in spared], "removed")


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def set_member_control(ctx: Ctx, gid: Gid, uid: Uid, can_post: Flag | None = None) -> None:
    """Set whether a member may post; it counts while the group's `member_control` is 1.

    For creator and admins, who may always post themselves.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid)
    GroupMember.require(ctx.db, gid, uid)
    standing.require_manager()
    if can_post is not None:
        GroupMember.change(ctx.db, gid, uid, can_post=can_post)


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def members(
    ctx: Ctx,
    gid: Gid,
    pos: Offset = 0,
    count: Count500 = 500,
    before_time: Seconds | None = None,
    before_uid: OptionalId | None = None,
) -> Members:
    """Members of a group, newest first.

    `more`: there are others; ask again with time and uid of the last one. `pos`, for old clients,
    skips so many entries; the more, the slower.
    """
    group = Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    before = place_before(before_time, before_uid)
    rows = GroupMember.page(ctx.db, gid, pos, count + 1, before)
    shown = member_views(group, rows[:count], ctx.now)
    return Members(shown, more=has_more(rows, count))


@rpc(rate=READ, readonly=True)
def my(ctx: Ctx) -> GroupLines:
    """Groups I am a member of, newest membership first."""
    return GroupLines(all_of(objects.GroupLine, GroupMember.of_user(ctx.db, ctx.uid, MEMBERSHIPS)))
