"""What several functions do with posts: make one and tell about it, like, reply.

Post, group and circle functions of different age do the same here, on every kind of post.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from models import Friend, Group, GroupMember, Post, PostReply, meeting
from models.post import Seen
from push.events import NewLike, NewPost, NewReply, Push
from tasks.rpc import Ctx
from tasks.shared.post_views import pushed_view
from wire.objects import of
from wire.objects import post as objects


def topic(gid: int) -> str:
    """The topic that watchers of a group listen to."""
    return f"group:{gid}"


def add_group_post(ctx: Ctx, gid: int, **columns: Any) -> Post:
    """Post into a group as the caller, who must have the right to, and push it.

    `columns` as for `Post.store`.
    """
    group = Group.seen_by(ctx.db, gid, ctx.uid, lock=True).require_poster(ctx.now)
    post = Post.store(ctx.db, gid=gid, uid=ctx.uid, time=ctx.now, **columns)
    _announce(ctx, group, post)
    return post


def _announce(ctx: Ctx, group: Group, post: Post) -> None:
    """Push a post to watchers and to those who have the author as friend, as far as they may read.

    Somebody who is both gets it twice, somebody who is blocked or does not want it never.
    """
    push = NewPost(post=pushed_view(post))
    untold = meeting.untold(ctx.db, ctx.uid, group.gid)
    friends = [uid for uid in Friend.owners(ctx.db, ctx.uid) if uid not in untold]
    readers = None
    if group.only_member_watch:
        readers = {group.creator, *GroupMember.uids(ctx.db, group.gid)}
        friends = [uid for uid in friends if uid in readers]
    ctx.publish(topic(group.gid), push, only=readers, but=untold, to_sender=False)
    ctx.push(friends, push, to_sender=False)


def like(ctx: Ctx, postid: int) -> objects.Like:
    """Like a post as the caller, who must be able to read it; its owner hears of it once."""
    seen = Post.seen_by(ctx.db, postid, ctx.uid, lock=True)
    time, first = seen.require_met().like_by(ctx.db, ctx.uid, ctx.now)
    if first:
        _tell(ctx, seen, NewLike(objects.PostLike(postid=postid, uid=ctx.uid, time=time)))
    return objects.Like(uid=ctx.uid, time=time)


def reply(ctx: Ctx, postid: int, content: str) -> PostReply:
    """Reply to a post as the caller, who must have the right to; its owner hears of it."""
    seen = Post.seen_by(ctx.db, postid, ctx.uid, lock=True)
    row = seen.require_poster(ctx.now).reply_by(ctx.db, ctx.uid, content, ctx.now)
    _tell(ctx, seen, _new_reply(seen.post, row))
    return row


def _tell(ctx: Ctx, seen: Seen, push: Push) -> None:
    """Tell the author of a post what somebody else did to it."""
    if seen.post.uid != ctx.uid and (author := seen.listener(ctx.db)) is not None:
        ctx.push(author, push)


def _new_reply(post: Post, row: PostReply) -> NewReply:
    cid = UNSET if post.cid is None else post.cid
    return NewReply(gid=post.gid or 0, reply=of(objects.Reply, row), cid=cid)
