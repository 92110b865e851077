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
from tasks.ops.parts import FIRST, Act, PostLine, Say, audits, number
from tasks.rpc import Ctx
from tasks.shared.group_views import member_views
from wire.errors import NotFound
from wire.objects import all_of
from wire.objects import circle as objects
from wire.objects.group import Member
from wire.objects.post import Reply
from wire.types import Cid, Gid, PostId

FILES = 20
TITLE = 60
"""So many characters of a post are its title."""
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
        acts=group_acts(ctx, one),
        members=member_views(one, GroupMember.page(db, gid, 0, FIRST), ctx.now),
        posts=all_of(PostLine, Post.page(db, Post.gid, gid, limit=FIRST)),
        audit=audits(ctx, "Group", gid),
    )


def group_acts(ctx: Ctx, one: Group) -> list[Act]:
    """What can be done to a group."""
    me = {"gid": one.gid}
    goes: dict[str, int | str] = {
        "members": number(ctx, GroupMember.present(one.gid)),
        "posts": number(ctx, Post.gid == one.gid),
    }
    ends = Say("Deletes {name} for ever. This cannot be undone.", {"name": one.name}, goes)
    return [Act("GroupEdit", me, Say("What is left empty stays.")), Act("DeleteGroup", me, ends)]


@action("Circle", errors=[NotFound], hidden=("title", "about", "acts"))
def circle(ctx: Ctx, cid: Cid) -> CirclePage:
    """A circle, with its roles and links, and its newest members, posts and announcements."""
    one, roles = Circle.with_roles(ctx.db, cid)
    db, theirs = ctx.db, CircleMember.cid == cid
    return CirclePage(
        title=one.name,
        about=_columns(one, CIRCLE),
        acts=circle_acts(ctx, one),
        roles=all_of(objects.Role, roles),
        links=all_of(LinkLine, CircleLink.of_circles(db, [cid])[cid]),
        members=circle_lines(CircleMember.with_titles(db, theirs, 0, FIRST)),
        posts=all_of(PostLine, Post.page(db, Post.cid, cid, limit=FIRST)),
        boards=all_of(BoardLine, CircleBoard.page(db, cid, None, FIRST)),
        audit=audits(ctx, "Circle", cid),
    )


def circle_acts(ctx: Ctx, one: Circle) -> list[Act]:
    """What can be done to a circle."""
    me, name = {"cid": one.cid}, {"name": one.name}
    members: dict[str, int | str] = {"members": number(ctx, CircleMember.cid == one.cid)}
    return [
        Act("UpdateCircleBoard", me, Say("All members of {name} are told at once.", name, members)),
        Act("SendMessageToCircleUser", me, Say("A private message for each.", {}, members)),
        Act("NewCirclePost", me, Say("All members can see it; nobody is told.", {}, members)),
        Act("CircleEdit", me, Say("What is left empty stays.")),
        Act("CircleIcon", me, Say("The picture takes the place of the present one.")),
        Act("CircleRoleEdit", me, Say("A number that is there already is changed.")),
        Act("CircleExEdit", me, Say("A link that all members see.", {}, members)),
    ]


@action("Post", errors=[NotFound], hidden=("title", "about", "acts"))
def post(ctx: Ctx, postid: PostId) -> PostPage:
    """A post of a group or circle, with its first replies and files."""
    one, db = Post.get(ctx.db, postid), ctx.db
    return PostPage(
        title=one.content[:TITLE] or str(postid),
        about=_columns(one, POST),
        acts=post_acts(ctx, one),
        replies=all_of(Reply, PostReply.page(db, None, postid, 0, FIRST)),
        files=[_file(row) for row in PostMedia.of_post(db, postid, FILES)],
        audit=audits(ctx, "Post", postid),
    )


def post_acts(ctx: Ctx, one: Post) -> list[Act]:
    """What can be done to a post."""
    goes: dict[str, int | str] = {
        "replies": number(ctx, PostReply.postid == one.postid),
        "likes": number(ctx, PostLike.postid == one.postid),
        "files": number(ctx, PostMedia.postid == one.postid),
    }
    whose = {"uid": one.uid}
    ends = Say("Deletes the post of user {uid} for ever. This cannot be undone.", whose, goes)
    return [Act("DeletePost", {"postid": one.postid}, ends)]


def _file(row: PostMedia) -> FileLine:
    url = row.picture or row.video or row.voice or ""
    return FileLine(row.did, row.type, url, row.time)


def _columns(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
