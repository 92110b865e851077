"""Posts of groups, and watching for them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy.orm import Session

from models import Group, Post
from models.post.watching import Watched, watched
from push.pushes import NewLike, NewPost, NewReply
from tasks.rpc import CREATE, LIGHT, READ, Asked, Ctx, rpc
from tasks.shared import posting
from tasks.shared.pages import has_more
from tasks.shared.post_views import group_posts, old_views
from wire.errors import BadRequest, Forbidden, NotFound
from wire.objects import of
from wire.objects.post import EmbeddedReply, GroupPost, Like, OldPost
from wire.rates import POST_BURST
from wire.types import (
    Content,
    Count100,
    Count200,
    Cursor,
    Gid,
    Lat,
    Long,
    Pictures,
    PostId,
    ReplyText,
    Size,
    Url,
    together,
)

CAUGHT_UP = 200
PAGE = 100


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
    """The key is `post` and its value is the reply, as the protocol requires."""

    post: EmbeddedReply


# ------------------------------------------------------------------------------- watching


def _watched(db: Session, calls: Sequence[Asked], now: int) -> list[Watched | None]:
    return watched(db, [(one.values["gid"], one.origin.uid) for one in calls])


@rpc(rate=READ, readonly=True, primary=True, errors=[Forbidden, NotFound], together=_watched)
def regupdate(ctx: Ctx, gid: Gid) -> None:
    """Watch the group on this connection: its new posts arrive as `newpost` pushes.

    At most 100 groups at once; a further watch ends the oldest. Rights are checked at each push.
    """
    found = ctx.found
    if found is None:
        (found,) = watched(ctx.db, [(gid, ctx.uid)])
    if found is None:
        raise NotFound(Group.noun)
    found.require_reader()
    ctx.watch(posting.topic(gid), found.newest or 0)


@rpc(rate=READ, readonly=True)
def unregupdate(ctx: Ctx, gid: Gid) -> None:
    """End this connection's watch."""
    ctx.unwatch(posting.topic(gid))


# ------------------------------------------------------------------------------- posts


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def post_list(ctx: Ctx, gid: Gid, pos: Cursor = 0, count: Count200 = 50) -> MoreOldPosts:
    """Posts of a group, newest first (old view).

    `pos`: 0 = from the newest, else a postid, exclusive: ask again with the last postid of the page
    before. It is not an offset: a number below all postids of the group finds nothing. `more`: the
    group has posts besides these and newer ones. With an empty page it means that `pos` was none of
    the group's postids.
    """
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    posts = Post.page(ctx.db, Post.gid, gid, reader=ctx.uid, before=pos, limit=count + 1)
    more = len(posts) > count or (not posts and _names_no_post(ctx, gid, pos))
    shown = old_views(ctx.db, ctx.uid, posts[:count])
    return MoreOldPosts(shown, more=True if more else UNSET)


def _names_no_post(ctx: Ctx, gid: int, pos: int) -> bool:
    """Whether `pos`, below which the group has no posts, is not its first one either."""
    first = Post.page(ctx.db, Post.gid, gid, reader=ctx.uid, oldest_first=True, limit=1)
    return bool(first) and first[0].postid != pos


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def get_new_post(ctx: Ctx, gid: Gid, frompos: Cursor) -> MoreOldPosts:
    """Posts after a known one, oldest first (old view), to catch up.

    `frompos`: postid, exclusive. `more`: there are newer ones; ask again with the last postid.
    """
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    posts = Post.page(
        *(ctx.db, Post.gid, gid),
        reader=ctx.uid,
        after=frompos,
        oldest_first=True,
        limit=CAUGHT_UP + 1,
    )
    shown = old_views(ctx.db, ctx.uid, posts[:CAUGHT_UP])
    return MoreOldPosts(shown, more=has_more(posts, CAUGHT_UP))


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def postlist(
    ctx: Ctx, gid: Gid, before_postid: Cursor | None = None, count: Count100 = 20
) -> GroupPosts:
    """Posts of a group, newest first (new view, with likes and replies)."""
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    posts = Post.page(ctx.db, Post.gid, gid, reader=ctx.uid, before=before_postid, limit=count)
    return GroupPosts(group_posts(ctx.db, ctx.uid, posts))


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def post_after(ctx: Ctx, gid: Gid, after_postid: Cursor) -> NewGroupPosts:
    """The newest posts after a known one, newest first (new view).

    `more`: older new posts were left out; get them with `postlist` before the last postid.
    """
    Group.seen_by(ctx.db, gid, ctx.uid).require_reader()
    posts = Post.page(ctx.db, Post.gid, gid, reader=ctx.uid, after=after_postid, limit=PAGE + 1)
    shown = group_posts(ctx.db, ctx.uid, posts[:PAGE])
    return NewGroupPosts(shown, more=has_more(posts, PAGE))


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

    `videolen` and `voicelen` in ms. The longitude is called `lng` here.
    """
    together(lat=lat, lng=lng)
    if not (content or pictures or video or voice):
        raise BadRequest("content, pictures, video or voice: one of them is needed")
    media = {"video": video, "videolen": videolen or 0, "voice": voice, "voicelen": voicelen or 0}
    body = {"content": content or "", "pictures": pictures, "lat": lat, "long": lng, **media}
    return Posted(posting.add_group_post(ctx, gid, **body).postid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[NewLike])
def likepost(ctx: Ctx, postid: PostId) -> Liked:
    """Like a post of a group or circle; a repeat returns the first like with its time."""
    return Liked(posting.like(ctx, postid))


@rpc(rate=CREATE, burst=POST_BURST, errors=[Forbidden, NotFound], pushes=[NewReply])
def addreply(ctx: Ctx, postid: PostId, content: ReplyText) -> Replied:
    """Reply to a post of a group or circle."""
    return Replied(of(EmbeddedReply, posting.reply(ctx, postid, content)))
