"""Groups: chat rooms with posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import Group, GroupInvite, GroupMember, Post, User
from push import events
from push.events import EventPush, NewLike, NewPost, NewReply
from tasks.rpc import CREATE, LIGHT, READ, Ctx, rpc
from tasks.shared import posting
from tasks.shared.post_views import group_posts, old_views
from wire.errors import BadRequest, Forbidden, NotFound
from wire.objects import all_of, of
from wire.objects import group as objects
from wire.objects.post import EmbeddedReply, GroupPost, Like, OldPost
from wire.rates import POST_BURST
from wire.types import (
    Content,
    Count100,
    Count200,
    Count5000,
    Cursor,
    Flag,
    Gid,
    GroupName,
    IdOrIds,
    Int,
    Kind,
    Lat,
    Long,
    Offset,
    Pictures,
    Position,
    PostId,
    ReplyText,
    Size,
    Uid,
    Url,
    listed,
    together,
)

MEMBERSHIPS = 1000
FOUND = 100
CAUGHT_UP = 200
PAGE = 100
HIDDEN = {"board": "", "position": None, "lat": None, "long": None}
"""What a group says of itself to those who may read it."""

MemberType = Annotated[int, Meta(ge=1, le=99)]


class Groups(msgspec.Struct):
    groups: list[objects.Group]


class GroupLines(msgspec.Struct):
    groups: list[objects.GroupLine]


class Members(msgspec.Struct):
    members: list[objects.Member]


class Created(msgspec.Struct):
    gid: int


class OldPosts(msgspec.Struct):
    posts: list[OldPost]


class MoreOldPosts(OldPosts):
    more: bool | UnsetType = UNSET


class GroupPosts(msgspec.Struct):
    posts: list[GroupPost]


class NewGroupPosts(GroupPosts):
    more: bool | UnsetType = UNSET


class Posted(msgspec.Struct):
    postid: int


class Liked(msgspec.Struct):
    like: Like


class Replied(msgspec.Struct):
    """The key is `post`, the value is the reply: as the protocol has it."""

    post: EmbeddedReply


# ------------------------------------------------------------------------------- membership


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def join(ctx: Ctx, gid: Gid, type: MemberType = 1) -> None:
    """Join a group.

    `type` is kept for old clients; the creator's is always 0. Errno 2: removed from the group
    and not invited since.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid, lock=True)
    GroupMember.join(ctx.db, gid, ctx.uid, 0 if standing.creator else type, ctx.now)


@rpc(rate=LIGHT, errors=[NotFound])
def leave(ctx: Ctx, gid: Gid) -> None:
    """Leave a group; whether I may post in it is remembered, and a creator keeps all rights."""
    Group.seen_by(ctx.db, gid, ctx.uid, lock=True)
    GroupMember.end(ctx.db, gid, [ctx.uid], "left")


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[EventPush])
def invite(ctx: Ctx, gid: Gid, uid: IdOrIds) -> None:
    """Invite users into a group; they join with `group.join`.

    Lifts an earlier removal. Members, oneself and, in a list, unknown ids are skipped. The same
    invitation within 24 hours makes no new event.
    """
    standing = Group.seen_by(ctx.db, gid, ctx.uid, lock=True)
    if not isinstance(uid, list):
        User.require(ctx.db, uid)
    standing.require_inviter()
    news = GroupInvite.record(ctx.db, gid, ctx.uid, listed(uid), ctx.now)
    ctx.notify(news, events.GroupInvite(gid=gid, fromuid=ctx.uid))


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def remove_member(ctx: Ctx, gid: Gid, uid: IdOrIds) -> None:
    """Throw members out; they cannot join, post or reply until somebody invites them again."""
    group = Group.seen_by(ctx.db, gid, ctx.uid).require_creator()
    removed = [one for one in listed(uid) if one != group.creator]
    GroupMember.end(ctx.db, gid, removed, "removed")


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def set_member_control(ctx: Ctx, gid: Gid, uid: Uid, can_post: Flag | None = None) -> None:
    """Say whether a member may post; counts while the group's `member_control` is 1."""
    standing = Group.seen_by(ctx.db, gid, ctx.uid)
    GroupMember.require(ctx.db, gid, uid)
    standing.require_creator()
    if can_post is not None:
        GroupMember.control(ctx.db, gid, uid, can_post)


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def members(ctx: Ctx, gid: Gid, pos: Offset = 0, count: Count5000 = 5000) -> Members:
    """Members of a group, newest first."""
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    return Members(all_of(objects.Member, GroupMember.page(ctx.db, gid, pos, count)))


@rpc(rate=READ, readonly=True)
def my(ctx: Ctx) -> GroupLines:
    """Groups I am a member of, newest membership first."""
    return GroupLines(all_of(objects.GroupLine, GroupMember.of_user(ctx.db, ctx.uid, MEMBERSHIPS)))


# ------------------------------------------------------------------------------- the group


@rpc(rate=CREATE)
def create(
    ctx: Ctx,
    name: GroupName,
    board: Content,
    type: Kind = 0,
    position: Position | None = None,
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
    position: Position | None = None,
    everyone_caninvite: Flag | None = None,
    only_member_speak: Flag | None = None,
    only_member_watch: Flag | None = None,
    lat: Lat | None = None,
    long: Long | None = None,
    member_control: Flag | None = None,
) -> None:
    """Change group data and rules; what is absent stays, position "" clears."""
    together(lat=lat, long=long)
    group = Group.seen_by(ctx.db, gid, ctx.uid).require_creator()
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
    }
    columns = {key: value for key, value in given.items() if value is not None}
    if position is not None:
        columns["position"] = position or None
    group.change(ctx.db, **columns)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def delete(ctx: Ctx, gid: Gid) -> None:
    """Delete a group with memberships, invitations, watches and posts."""
    Group.seen_by(ctx.db, gid, ctx.uid).require_creator().delete(ctx.db)
    ctx.drop_watch(posting.topic(gid))


@rpc(rate=READ, readonly=True, errors=[NotFound])
def info(ctx: Ctx, gid: IdOrIds) -> Groups:
    """Basic data of groups, in the order asked; unknown ids of a list are left out.

    Of a group with `only_member_watch` others than its members see no board and no place.
    """
    rows = Group.known(ctx.db, listed(gid), ctx.uid)
    if not rows and not isinstance(gid, list):
        raise NotFound("no such group")
    return _shown(rows)


@rpc(rate=READ, readonly=True)
def search(ctx: Ctx, type: Int) -> Groups:
    """Groups of one type, newest first, at most 100; each as `group.info` shows it."""
    return _shown(Group.of_type(ctx.db, type, ctx.uid, FOUND))


def _shown(rows: Iterable[tuple[Group, bool]]) -> Groups:
    return Groups(
        [of(objects.Group, group, **({} if readable else HIDDEN)) for group, readable in rows]
    )


# ------------------------------------------------------------------------------- watching


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def regupdate(ctx: Ctx, gid: Gid) -> None:
    """Watch the group on this connection: its new posts arrive as `newpost` pushes.

    At most 100 groups at once, the oldest watch gives way. Rights are checked at each push.
    """
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    ctx.watch(posting.topic(gid))


@rpc(rate=READ, readonly=True)
def unregupdate(ctx: Ctx, gid: Gid) -> None:
    """End this connection's watch."""
    ctx.unwatch(posting.topic(gid))


# ------------------------------------------------------------------------------- posts


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def post_list(ctx: Ctx, gid: Gid, pos: Cursor = 0, count: Count200 = 50) -> MoreOldPosts:
    """Posts of a group, newest first (old view).

    `pos`: 0 = from the newest, else a postid, exclusive: ask again with the last postid of the
    page before. It is not an offset: a number below all postids of the group finds nothing.
    `more`: the group has other posts than these and newer ones. With an empty page it says that
    `pos` was none of the group's postids.
    """
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    posts = Post.page(ctx.db, Post.gid == gid, before=pos or None, limit=count + 1)
    more = len(posts) > count or (not posts and _names_no_post(ctx, gid, pos))
    shown = old_views(ctx.db, ctx.uid, posts[:count])
    return MoreOldPosts(shown, more=True if more else UNSET)


def _names_no_post(ctx: Ctx, gid: int, pos: int) -> bool:
    """Whether `pos`, below which the group has no posts, is not its first one either."""
    first = Post.page(ctx.db, Post.gid == gid, after=0, oldest_first=True, limit=1)
    return bool(first) and first[0].postid != pos


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def get_new_post(ctx: Ctx, gid: Gid, frompos: Cursor) -> MoreOldPosts:
    """Posts after a known one, oldest first (old view): catching up.

    `frompos`: postid, exclusive. `more`: cut; ask again with the last postid.
    """
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    mine = Post.gid == gid
    posts = Post.page(ctx.db, mine, after=frompos, oldest_first=True, limit=CAUGHT_UP + 1)
    shown = old_views(ctx.db, ctx.uid, posts[:CAUGHT_UP])
    return MoreOldPosts(shown, more=True if len(posts) > CAUGHT_UP else UNSET)


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def postlist(
    ctx: Ctx, gid: Gid, before_postid: Cursor | None = None, count: Count100 = 20
) -> GroupPosts:
    """Posts of a group, newest first (new view, with likes and replies)."""
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    posts = Post.page(ctx.db, Post.gid == gid, before=before_postid, limit=count)
    return GroupPosts(group_posts(ctx.db, posts))


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def post_after(ctx: Ctx, gid: Gid, after_postid: Cursor) -> NewGroupPosts:
    """The newest posts after a known one, newest first (new view).

    `more`: older new ones were cut; fetch them with `postlist` before the last postid.
    """
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    posts = Post.page(ctx.db, Post.gid == gid, after=after_postid, limit=PAGE + 1)
    shown = group_posts(ctx.db, posts[:PAGE])
    return NewGroupPosts(shown, more=True if len(posts) > PAGE else UNSET)


@rpc(rate=CREATE, burst=POST_BURST, errors=[Forbidden, NotFound], pushes=[NewPost])
def addpost(
    ctx: Ctx,
    gid: Gid,
    content: Content | None = None,
    pictures: Pictures = [],  # noqa: B006 - copied for every call
    video: Url | None = None,
    videolen: Size | None = None,
    voice: Url | None = None,
    voicelen: Size | None = None,
    lat: Lat | None = None,
    lng: Long | None = None,
) -> Posted:
    """Post into a group: text, pictures, video, voice, place.

    `videolen` and `voicelen` in ms. The place's second half is named `lng` here.
    """
    together(lat=lat, lng=lng)
    if not (content or pictures or video or voice):
        raise BadRequest("content, pictures, video or voice: one of them is needed")
    media = {"video": video, "videolen": videolen or 0, "voice": voice, "voicelen": voicelen or 0}
    body = {"content": content or "", "pictures": pictures, "lat": lat, "long": lng, **media}
    return Posted(posting.add_group_post(ctx, gid, **body).postid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[NewLike])
def likepost(ctx: Ctx, postid: PostId) -> Liked:
    """Like a post of a group or circle; a repeat gives the first record with its old time."""
    return Liked(posting.like(ctx, postid))


@rpc(rate=CREATE, burst=POST_BURST, errors=[Forbidden, NotFound], pushes=[NewReply])
def addreply(ctx: Ctx, postid: PostId, content: ReplyText) -> Replied:
    """Reply to a post of a group or circle."""
    return Replied(of(EmbeddedReply, posting.reply(ctx, postid, content)))
