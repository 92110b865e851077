"""Operations on groups and on what people write there."""

from __future__ import annotations

from typing import Any

import msgspec

from models import Group, GroupMember, Post, PostReply, User
from tasks.ops import undo
from tasks.ops.action import Undo, action
from tasks.rpc import Ctx
from tasks.shared import deletions
from tasks.shared.group_views import member_views
from wire import objects
from wire.errors import BadRequest, Forbidden, NotFound
from wire.objects.group import Member
from wire.objects.post import Reply
from wire.types import (
    Content,
    Count200,
    Cursor,
    Flag,
    Gid,
    GroupName,
    Id,
    Offset,
    PostId,
    Uid,
)

FOUND = 50


class Line(msgspec.Struct):
    """A group in a list."""

    gid: int
    name: str
    creator: int
    type: int
    time: int
    members: int


class Lines(msgspec.Struct):
    rows: list[Line]


class Members(msgspec.Struct):
    rows: list[Member]


class PostLine(msgspec.Struct):
    """A post with its first medium of each kind."""

    postid: int
    uid: int
    time: int
    content: str
    picture: str | None
    video: str | None
    voice: str | None
    like: int
    replycount: int


class Posts(msgspec.Struct):
    rows: list[PostLine]


class Replies(msgspec.Struct):
    rows: list[Reply]


class Of(msgspec.Struct):
    gid: int


class Given(msgspec.Struct):
    gid: int
    creator: int


class Removed(msgspec.Struct):
    gid: int
    uid: int


class GonePost(msgspec.Struct):
    postid: int


class GoneReply(msgspec.Struct):
    replyid: int


# ------------------------------------------------------------------------------- looking


@action("FindGroup")
def find(
    ctx: Ctx, gid: Gid | None = None, name: GroupName | None = None, uid: Uid | None = None
) -> Lines:
    """Find groups by id, by a part of the name, by creator or member: at most 50, newest first."""
    if gid is None and name is None and uid is None:
        raise BadRequest("gid, name or uid: one of them is needed")
    found = Group.search(ctx.db, gid, name, uid, FOUND)
    return Lines([objects.of(Line, group, members=members) for group, members in found])


@action("GroupMembers", errors=[NotFound])
def members(ctx: Ctx, gid: Gid, pos: Offset = 0, count: Count200 = 50) -> Members:
    """Members of a group, newest first; `pos`: so many are left out."""
    group = Group.get(ctx.db, gid)
    return Members(member_views(group, GroupMember.page(ctx.db, gid, pos, count), ctx.now))


@action("GroupPosts", errors=[NotFound])
def posts(ctx: Ctx, gid: Gid, before: Cursor | None = None, count: Count200 = 50) -> Posts:
    """Posts of a group, newest first; `before`: postid, exclusive."""
    Group.get(ctx.db, gid)
    found = Post.page(ctx.db, Post.gid, gid, before=before, limit=count)
    return Posts(objects.all_of(PostLine, found))


@action("PostReplies", errors=[NotFound])
def replies(ctx: Ctx, postid: PostId, pos: Offset = 0, count: Count200 = 50) -> Replies:
    """Replies to a post of a group or circle, oldest first; `pos`: so many are left out."""
    Post.get(ctx.db, postid)
    return Replies(objects.all_of(Reply, PostReply.page(ctx.db, None, postid, pos, count)))


# ------------------------------------------------------------------------------- changing


@action("GroupEdit", errors=[NotFound], undo=undo.edit("GroupEdit", Group, "gid"))
def edit(
    ctx: Ctx,
    gid: Gid,
    name: GroupName | None = None,
    board: Content | None = None,
    everyone_caninvite: Flag | None = None,
    only_member_speak: Flag | None = None,
    only_member_watch: Flag | None = None,
    member_control: Flag | None = None,
) -> Of:
    """Change what a group is called, what it says of itself, and its rules."""
    given: dict[str, Any] = {
        "name": name,
        "board": board,
        "everyone_caninvite": everyone_caninvite,
        "only_member_speak": only_member_speak,
        "only_member_watch": only_member_watch,
        "member_control": member_control,
    }
    columns = {key: value for key, value in given.items() if value is not None}
    Group.get(ctx.db, gid, lock=True).change(ctx.db, **columns)
    return Of(gid)


def _present_creator(ctx: Ctx, gid: int, uid: int) -> Undo | None:
    creator = Group.get(ctx.db, gid, lock=True).creator
    return Undo("GroupCreator", {"gid": gid, "uid": creator}) if creator != uid else None


@action("GroupCreator", errors=[NotFound], undo=_present_creator)
def hand_over(ctx: Ctx, gid: Gid, uid: Uid) -> Given:
    """Make a member the creator of a group."""
    group = Group.get(ctx.db, gid, lock=True)
    if not User.known(ctx.db, [uid]):
        raise NotFound("no such member")
    GroupMember.require(ctx.db, gid, uid)
    group.hand_over(ctx.db, uid)
    return Given(gid, uid)


@action("RemoveGroupMember", errors=[Forbidden, NotFound], undo=undo.by("LetJoinAgain"))
def remove_member(ctx: Ctx, gid: Gid, uid: Uid) -> Removed:
    """Throw a member out until somebody invites them again; not the creator."""
    group = Group.get(ctx.db, gid, lock=True)
    GroupMember.require(ctx.db, gid, uid)
    if group.creator == uid:
        raise Forbidden("the creator: hand the group over first")
    GroupMember.end(ctx.db, gid, [uid], "removed")
    return Removed(gid, uid)


@action("LetJoinAgain", errors=[NotFound])
def let_join_again(ctx: Ctx, gid: Gid, uid: Uid) -> Removed:
    """Let somebody who was thrown out of a group join it again."""
    Group.get(ctx.db, gid, lock=True)
    former = ctx.db.get(GroupMember, (gid, uid), with_for_update=True)
    if former is None or former.state != "removed":
        raise NotFound("nobody of this number was thrown out")
    former.state = "left"
    return Removed(gid, uid)


@action("DeleteGroup", errors=[NotFound])
def delete(ctx: Ctx, gid: Gid) -> Of:
    """Delete a group with memberships, invitations, watches and posts."""
    deletions.end_group(ctx, Group.get(ctx.db, gid, lock=True))
    return Of(gid)


@action("DeletePost", errors=[NotFound])
def delete_post(ctx: Ctx, postid: PostId) -> GonePost:
    """Delete a post of a group or circle with its replies, likes and further media."""
    deletions.end_post(ctx, Post.get(ctx.db, postid, lock=True))
    return GonePost(postid)


@action("DeleteReply", errors=[NotFound])
def delete_reply(ctx: Ctx, replyid: Id) -> GoneReply:
    """Delete a reply to a post of a group or circle."""
    Post.delete_reply(ctx.db, replyid)
    return GoneReply(replyid)
