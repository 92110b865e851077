"""The old functions of posts, for posts of groups and circles."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from models import Post, PostLike, PostMedia, PostReply
from models.post import authors
from push.pushes import NewLike, NewPost, NewReply
from tasks.rpc import CREATE, LIGHT, READ, Ctx, rpc
from tasks.shared import deletions, posting
from tasks.shared.pages import has_more, place_before
from tasks.shared.post_views import ex_media, old_views, placed_replies
from wire.errors import Forbidden, NotFound
from wire.objects import all_of
from wire.objects import post as objects
from wire.rates import POST_BURST
from wire.types import (
    Content,
    Count500,
    Count1000,
    Cursor,
    Gid,
    IdOrIds,
    Offset,
    OptionalId,
    PostId,
    ReplyText,
    Seconds,
)

REPLIES = 100
MEDIA = 100
NEW_REPLIES = 30
NEW_LIKES = 50


class Posted(msgspec.Struct):
    postid: int


class Replied(msgspec.Struct):
    replyid: int


class Replies(msgspec.Struct):
    replys: list[objects.Reply]
    more: bool | UnsetType = UNSET


class Likers(msgspec.Struct):
    users: list[objects.Like]
    more: bool | UnsetType = UNSET


class Posts(msgspec.Struct):
    posts: list[objects.OldPost]


class RepliesToMe(msgspec.Struct):
    replys: list[objects.PlacedReply]
    more: bool | UnsetType = UNSET


class Exdata(msgspec.Struct):
    exdata: list[objects.ExMedia]


class News(msgspec.Struct):
    replys: list[objects.PlacedReply]
    likes: list[objects.PostLike] | UnsetType = UNSET
    more: bool | UnsetType = UNSET
    """True when older ones of the new replies were left out: `post.reply_to_me` has them."""
    more_likes: bool | UnsetType = UNSET
    """True when older ones of the new likes were left out: `post.likes` has them."""


@rpc(rate=CREATE, burst=POST_BURST, errors=[Forbidden, NotFound], pushes=[NewPost])
def add(ctx: Ctx, gid: Gid, content: Content) -> Posted:
    """Post a text into a group; it may be empty when pictures are uploaded to it afterwards."""
    return Posted(posting.add_group_post(ctx, gid, content=content, old=1).postid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound], pushes=[NewLike])
def like(ctx: Ctx, postid: PostId) -> None:
    """Like a post."""
    posting.like(ctx, postid)


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def dislike(ctx: Ctx, postid: PostId) -> None:
    """Remove my like."""
    post = Post.to_read(ctx.db, postid, ctx.uid, lock=True)
    post.dislike_by(ctx.db, ctx.uid)


@rpc(rate=CREATE, burst=POST_BURST, errors=[Forbidden, NotFound], pushes=[NewReply])
def reply(ctx: Ctx, postid: PostId, content: ReplyText) -> Replied:
    """Reply to a post (never to a reply)."""
    return Replied(posting.reply(ctx, postid, content).replyid)


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def get_reply(
    ctx: Ctx, postid: PostId, pos: Offset = 0, count: Count1000 = 50, after: Cursor = 0
) -> Replies:
    """Replies of a post, oldest first.

    `more`: there are others; ask again with the last replyid as `after` (exclusive). `pos`, for old
    clients, skips so many entries; the more, the slower.
    """
    Post.to_read(ctx.db, postid, ctx.uid)
    rows = PostReply.page(ctx.db, ctx.uid, postid, pos, count + 1, after)
    shown = all_of(objects.Reply, rows[:count])
    return Replies(shown, more=has_more(rows, count))


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def likes(
    ctx: Ctx,
    postid: PostId,
    pos: Offset = 0,
    count: Count500 = 50,
    before_time: Seconds | None = None,
    before_uid: OptionalId | None = None,
) -> Likers:
    """Who likes a post, newest first.

    `more`: there are others; ask again with time and uid of the last one. `pos`, for old clients,
    skips so many entries; the more, the slower.
    """
    Post.to_read(ctx.db, postid, ctx.uid)
    before = place_before(before_time, before_uid)
    rows = PostLike.page(ctx.db, ctx.uid, postid, pos, count + 1, before)
    shown = all_of(objects.Like, rows[:count])
    return Likers(shown, more=has_more(rows, count))


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def get(ctx: Ctx, postid: IdOrIds) -> Posts:
    """Posts in the order asked; missing ones and those I may not read are left out of a list."""
    if isinstance(postid, list):
        posts = Post.read_by(ctx.db, ctx.uid, postid)
    else:
        posts = [Post.to_read(ctx.db, postid, ctx.uid)]
    return Posts(old_views(ctx.db, ctx.uid, posts))


@rpc(rate=LIGHT, errors=[Forbidden, NotFound])
def delete(ctx: Ctx, postid: PostId) -> None:
    """Delete my own post with its replies, likes and further media."""
    deletions.end_post(ctx, Post.owned_by(ctx.db, postid, ctx.uid, lock=True))


@rpc(rate=READ, readonly=True)
def reply_to_me(ctx: Ctx, from_reply: Cursor = 0) -> RepliesToMe:
    """Replies by others to my posts, oldest first.

    `from_reply`: replyid, exclusive. `more`: there are newer ones; ask again with the last replyid.
    """
    rows = authors.replies_to(ctx.db, ctx.uid, from_reply, REPLIES + 1)
    shown = placed_replies(rows[:REPLIES])
    return RepliesToMe(shown, more=has_more(rows, REPLIES))


@rpc(rate=READ, readonly=True, errors=[Forbidden, NotFound])
def readex(ctx: Ctx, postid: PostId) -> Exdata:
    """Further media of a post, in the order in which they were added."""
    Post.to_read(ctx.db, postid, ctx.uid)
    return Exdata(ex_media(PostMedia.of_post(ctx.db, postid, MEDIA)))


@rpc(rate=READ, readonly=True)
def get_new_reply(ctx: Ctx, from_reply: Cursor = 0, like_after: Cursor | None = None) -> News:
    """The latest replies and likes by others on my 20 newest posts, newest first, to catch up.

    `from_reply`: replyid, exclusive. `like_after`: time of the last like you know, exclusive; if
    several were made in that second, they come again; postid and uid tell them apart. Without
    `like_after` there are no likes in the result.
    """
    replies = authors.latest_replies_to(ctx.db, ctx.uid, from_reply, NEW_REPLIES + 1)
    news = News(placed_replies(replies[:NEW_REPLIES]))
    if len(replies) > NEW_REPLIES:
        news.more = True
    if like_after is not None:
        found = authors.latest_likes_of(ctx.db, ctx.uid, like_after, NEW_LIKES + 1)
        news.likes = all_of(objects.PostLike, found[:NEW_LIKES])
        if len(found) > NEW_LIKES:
            news.more_likes = True
    return news
