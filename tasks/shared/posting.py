"""What several functions do with posts: make and push one, like, reply.

Older and newer functions of posts, groups and circles share this code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET
from sqlalchemy.orm import Session

from models import Friend, Group, GroupMember, Post, meeting
from models.post import Replied, Seen
from push.pushes import NewLike, NewPost, NewReply
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from tasks.shared.post_views import pushed_view
from wire.objects import of
from wire.objects import post as objects

TELL_MANY = FollowUp("jobs.posts.tell_many", "postid", "conn")
FEW = 1000
"""The call itself pushes a post to at most so many readers; a job does more."""


def topic(gid: int) -> str:
    """The topic that is watched for posts of a group."""
    return f"group:{gid}"


def groups_of(topics: Iterable[str]) -> list[int]:
    """The gids of such topics."""
    named = [topic.partition(":") for topic in topics]
    return [int(gid) for kind, _, gid in named if kind == "group"]


def add_group_post(ctx: Ctx, gid: int, **columns: Any) -> Post:
    """Post into a group as the caller, who must have the right to, and push it.

    `columns` as for `Post.store`.
    """
    group = Group.seen_by(ctx.db, gid, ctx.uid, lock=True).require_poster(ctx.now)
    post = Post.store(ctx.db, gid=gid, uid=ctx.uid, time=ctx.now, **columns)
    _tell_now_or_later(ctx, group, post)
    return post


def _tell_now_or_later(ctx: Ctx, group: Group, post: Post) -> None:
    audience = Audience.of(ctx.db, group, post, FEW + 1)
    if audience.size <= FEW:
        tell(ctx, group, post, audience)
    else:
        ctx.later(TELL_MANY, postid=post.postid, conn=ctx.origin.conn)


@dataclass(frozen=True, slots=True)
class Audience:
    """The users who may get the push of a post."""

    friends: set[int]
    """Those who have the author as friend."""
    readers: set[int] | None
    """Of a group that only members may read: the members and the creator."""

    @classmethod
    def of(cls, db: Session, group: Group, post: Post, limit: int | None = None) -> Audience:
        """The audience of a post; with a limit at most `limit` of each kind, and the creator."""
        friends = set(Friend.owners(db, post.uid, limit))
        if not group.only_member_watch:
            return cls(friends, None)
        return cls(friends, {group.creator, *GroupMember.uids(db, group.gid, limit)})

    @property
    def size(self) -> int:
        """The number of users of the larger kind."""
        return max(len(self.friends), len(self.readers or ()))

    def among(self, uids: set[int]) -> Audience:
        """The part of the audience that is among these users."""
        return Audience(self.friends & uids, None if self.readers is None else self.readers & uids)

    def everybody(self) -> set[int]:
        """All users of both kinds."""
        return self.friends | (self.readers or set())


def tell(ctx: Ctx, group: Group, post: Post, audience: Audience) -> None:
    """Push a post to watchers and to those who have the author as friend, as far as they may read.

    A user who is both gets it twice; one who is blocked or has muted it never gets it.
    """
    push = NewPost(post=pushed_view(post))
    untold = meeting.untold(ctx.db, post.uid, group.gid)
    readers, friends = audience.readers, audience.friends - untold
    if readers is not None:
        friends &= readers
    numbers = post.postid, Post.newest(ctx.db, group.gid, before=post.postid)
    ctx.publish(topic(group.gid), push, *numbers, only=readers, but=untold, to_sender=False)
    ctx.push(sorted(friends), push, to_sender=False)


def like(ctx: Ctx, postid: int) -> objects.Like:
    """Like a post as the caller, who must be able to read it; its owner gets a push once."""
    seen = Post.seen_by(ctx.db, postid, ctx.uid, lock=True)
    post, listener = seen.require_met(), _listener(ctx, seen)
    time, _, seq = post.like_by(ctx.db, ctx.uid, ctx.now, told=listener is not None)
    if listener and seq:
        like = objects.PostLike(postid=postid, uid=ctx.uid, time=time)
        ctx.push_numbered({listener: seq}, NewLike(like))
    return objects.Like(uid=ctx.uid, time=time)


def reply(ctx: Ctx, postid: int, content: str) -> Replied:
    """Reply to a post as the caller, who must have the right to; its owner gets a push."""
    seen = Post.seen_by(ctx.db, postid, ctx.uid, lock=True)
    post, listener = seen.require_poster(ctx.now), _listener(ctx, seen)
    row = post.reply_by(ctx.db, ctx.uid, content, ctx.now, told=listener is not None)
    if listener and row.seq:
        ctx.push_numbered({listener: row.seq}, new_reply(row, post.gid, post.cid))
    return row


def _listener(ctx: Ctx, seen: Seen) -> int | None:
    """The author of a post, who gets pushes of what others do with it."""
    return None if seen.post.uid == ctx.uid else seen.listener(ctx.db)


def new_reply(row: Any, gid: int | None, cid: int | None) -> NewReply:
    """The push of a reply to a post in this group or circle."""
    return NewReply(gid=gid or 0, reply=of(objects.Reply, row), cid=UNSET if cid is None else cid)
