"""The pages of a group, a circle and a post."""

from __future__ import annotations

from typing import Any

import msgspec

from models import (
    Circle,
    CircleBoard,
    CircleLink,
    Group,
    GroupMember,
    Post,
    PostLike,
    PostMedia,
    PostReply,
)
from models.circle import CircleMember
from tasks.ops.access import AuditRow
from tasks.ops.action import action
from tasks.ops.lists import BoardLine, CircleLine, circle_lines
from tasks.ops.parts import FIRST, Act, PostLine, audits, listed, some
from tasks.rpc import Ctx
from tasks.shared.group_views import member_views
from wire.errors import NotFound
from wire.objects import all_of
from wire.objects import circle as objects
from wire.objects.group import Member
from wire.objects.post import Reply
from wire.types import Cid, Gid, PostId

FILES = 20
GROUP = (
    *("gid", "name", "board", "creator", "time", "position", "everyone_caninvite"),
    *("only_member_speak", "only_member_watch", "member_control", "join_approval", "muted_all"),
)
CIRCLE = (
    *("cid", "name", "board", "open_join", "default_roleid", "store_group_id"),
    *("icon_url", "poster_url"),
)
POST = (
    *("postid", "uid", "gid", "cid", "time", "content", "picture", "video", "voice"),
    *("mid", "like", "replycount", "excount"),
)


class GroupPage(msgspec.Struct):
    title: str
    about: dict[str, Any]
    acts: list[Act]
    members: list[Member]
    posts: list[PostLine]
    audit: list[AuditRow]


class LinkLine(msgspec.Struct):
    ceid: int
    title: str
    url: str


class CirclePage(msgspec.Struct):
    title: str
    about: dict[str, Any]
    acts: list[Act]
    roles: list[objects.Role]
    links: list[LinkLine]
    members: list[CircleLine]
    posts: list[PostLine]
    boards: list[BoardLine]
    audit: list[AuditRow]


class FileLine(msgspec.Struct):
    did: int
    type: str
    url: str
    time: int


class PostPage(msgspec.Struct):
    title: str
    about: dict[str, Any]
    acts: list[Act]
    replies: list[Reply]
    files: list[FileLine]
    audit: list[AuditRow]


@action("Group", errors=[NotFound], hidden=("title", "about", "acts"))
def group(ctx: Ctx, gid: Gid) -> GroupPage:
    """A group, with its newest members and posts."""
    one, db = Group.get(ctx.db, gid), ctx.db
    return GroupPage(
        title=one.name,
        about=_columns(one, GROUP),
        acts=_group_acts(ctx, one),
        members=member_views(one, GroupMember.page(db, gid, 0, FIRST), ctx.now),
        posts=all_of(PostLine, Post.page(db, Post.gid, gid, limit=FIRST)),
        audit=audits(ctx, "Group", gid),
    )


def _group_acts(ctx: Ctx, one: Group) -> list[Act]:
    me = {"gid": one.gid}
    goes = [
        some(ctx, "member", GroupMember.present(one.gid)),
        some(ctx, "post", Post.gid == one.gid),
    ]
    return [
        Act("GroupEdit", me, "What is left empty stays."),
        Act("GroupCreator", me, f"User {one.creator} is the creator now and becomes a member."),
        Act("DeleteGroup", me, f"Deletes {one.name} for ever, with {listed(goes)}."),
    ]


@action("Circle", errors=[NotFound], hidden=("title", "about", "acts"))
def circle(ctx: Ctx, cid: Cid) -> CirclePage:
    """A circle, with its roles and links, and its newest members, posts and announcements."""
    one, roles = Circle.with_roles(ctx.db, cid)
    db, theirs = ctx.db, CircleMember.cid == cid
    return CirclePage(
        title=one.name,
        about=_columns(one, CIRCLE),
        acts=_circle_acts(ctx, one),
        roles=all_of(objects.Role, roles),
        links=all_of(LinkLine, CircleLink.of_circles(db, [cid])[cid]),
        members=circle_lines(CircleMember.with_titles(db, theirs, 0, FIRST)),
        posts=all_of(PostLine, Post.page(db, Post.cid, cid, limit=FIRST)),
        boards=all_of(BoardLine, CircleBoard.page(db, cid, None, FIRST)),
        audit=audits(ctx, "Circle", cid),
    )


def _circle_acts(ctx: Ctx, one: Circle) -> list[Act]:
    me = {"cid": one.cid}
    members = some(ctx, "member", CircleMember.cid == one.cid)
    return [
        Act("UpdateCircleBoard", me, f"Pushed at once to {members} of {one.name}."),
        Act("SendMessageToCircleUser", me, f"A private message each, to {members}."),
        Act("NewCirclePost", me, f"A post that {members} can see; nobody is told."),
        Act("SetCircleRole", me, "A member's role is changed; a stranger becomes a member."),
        Act("CircleEdit", me, "What is left empty stays."),
        Act("CircleRoleEdit", me, "A number that is there already is changed."),
        Act("CircleExEdit", me, "A link that all members see."),
    ]


@action("Post", errors=[NotFound], hidden=("title", "about", "acts"))
def post(ctx: Ctx, postid: PostId) -> PostPage:
    """A post of a group or circle, with its first replies and files."""
    one, db = Post.get(ctx.db, postid), ctx.db
    goes = [
        some(ctx, "reply", PostReply.postid == postid).replace("replys", "replies"),
        some(ctx, "like", PostLike.postid == postid),
        some(ctx, "further file", PostMedia.postid == postid),
    ]
    says = f"Deletes the post of user {one.uid} for ever, with {listed(goes)}."
    return PostPage(
        title=f"Post {postid}",
        about=_columns(one, POST),
        acts=[Act("DeletePost", {"postid": postid}, says)],
        replies=all_of(Reply, PostReply.page(db, None, postid, 0, FIRST)),
        files=[_file(row) for row in PostMedia.of_post(db, postid, FILES)],
        audit=audits(ctx, "Post", postid),
    )


def _file(row: PostMedia) -> FileLine:
    url = row.picture or row.video or row.voice or ""
    return FileLine(row.did, row.type, url, row.time)


def _columns(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
