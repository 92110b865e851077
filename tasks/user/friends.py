"""Friends and their posts."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from models import Friend, Post, User, meeting, timeline
from push.pushes import AddFriend, EventPush
from tasks.rpc import CREATE, LIGHT, READ, Ctx, rpc
from tasks.shared.pages import has_more, place_before
from tasks.shared.post_views import old_views
from wire.errors import (
    Forbidden,
    NotFound,
)
from wire.objects import all_of
from wire.objects import user as objects
from wire.objects.post import OldPost
from wire.types import (
    Count200,
    Count1000,
    Cursor,
    IdOrIds,
    Kind,
    Offset,
    OptionalId,
    Seconds,
    Uid,
    listed,
)

FRIENDS = 50
POSTS = 50
NEW_POSTS = 200


class FriendList(msgspec.Struct):
    """`friend_id`: uids or, for legacy connections, what other connections get in `friends`."""

    friend_id: list[int | objects.FriendLine]
    pos: int
    count: int
    friends: list[objects.FriendLine] | UnsetType = UNSET


class Posts(msgspec.Struct):
    posts: list[OldPost]


class NewPosts(Posts):
    more: bool | UnsetType = UNSET


@rpc(rate=CREATE, errors=[Forbidden, NotFound], pushes=[EventPush])
def add_friend(ctx: Ctx, uid: IdOrIds, type: Kind | None = None) -> None:
    """Put users on my friend list; they get a push, and need not agree.

    Unknown ids in a list are skipped. `type` says how the friend was found; absent = 0 for a new
    friend, unchanged for an old one.
    """
    known = meeting.found(ctx.db, ctx.uid, listed(uid))
    if not known:
        raise NotFound("no such user")
    others = meeting.only(ctx.db, ctx.uid, [one for one in known if one != ctx.uid])
    new = Friend.add(ctx.db, ctx.uid, others, type, ctx.now)
    ctx.notify(new, AddFriend(uid=ctx.uid, add_type=type or UNSET))


@rpc(rate=LIGHT)
def del_friend(ctx: Ctx, uid: IdOrIds) -> None:
    """Take users off my friend list; whether I am on theirs does not change."""
    Friend.remove(ctx.db, ctx.uid, listed(uid))
    ctx.drop_online(ctx.uid, listed(uid))


@rpc(rate=READ, readonly=True, errors=[NotFound])
def friend_list(
    ctx: Ctx,
    uid: OptionalId = 0,
    pos: Offset = 0,
    count: Count1000 = FRIENDS,
    before_time: Seconds | None = None,
    before_uid: OptionalId | None = None,
) -> FriendList:
    """Friends of any user, newest first. `uid` 0 = me; `pos` and `count` come back as used.

    The next page: time and uid of the last friend in `before_time` and `before_uid`. `pos`, for old
    clients, skips so many entries; the more, the slower.
    """
    owner, before = uid or ctx.uid, place_before(before_time, before_uid)
    rows = Friend.page(ctx.db, ctx.uid, owner, pos, count, before)
    if not rows:
        User.require(ctx.db, owner)
    lines = all_of(objects.FriendLine, rows)
    if ctx.legacy:
        return FriendList([*lines], pos, count)
    return FriendList([line.uid for line in lines], pos, count, lines)


@rpc(rate=READ, readonly=True, errors=[NotFound])
def posts(ctx: Ctx, uid: Uid, before: Cursor | None = None, count: Count200 = POSTS) -> Posts:
    """Group posts of one user that I may read, newest first. `before`: postid, exclusive."""
    rows = Post.page(
        ctx.db, Post.uid, uid, reader=ctx.uid, readable=True, before=before, limit=count
    )
    if not rows:
        User.require(ctx.db, uid)
    return Posts(old_views(ctx.db, ctx.uid, rows))


@rpc(rate=READ, readonly=True)
def friend_timeline(ctx: Ctx, before: Cursor | None = None, count: Count200 = POSTS) -> Posts:
    """Group posts of my friends, newest first. `before`: postid, exclusive."""
    rows = timeline.of_friends(ctx.db, ctx.uid, count, before=before)
    return Posts(old_views(ctx.db, ctx.uid, rows))


@rpc(rate=READ, readonly=True)
def friend_timeline_new(ctx: Ctx, after: Cursor) -> NewPosts:
    """Newer group posts of my friends, oldest first, at most 200. `after`: postid, exclusive.

    `more`: there are newer ones; ask with `after` = the last postid.
    """
    rows = timeline.of_friends(ctx.db, ctx.uid, NEW_POSTS + 1, after=after)
    views = old_views(ctx.db, ctx.uid, rows[:NEW_POSTS])
    return NewPosts(views, more=has_more(rows, NEW_POSTS))
