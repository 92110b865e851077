"""Deleting groups and posts: they are hidden at once, and their rows are deleted in steps."""

from __future__ import annotations

from models import Group, Post
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from tasks.shared import posting

FORGET_GROUP = FollowUp("jobs.groups.forget", "gid")


def end_group(ctx: Ctx, group: Group) -> None:
    """Delete a group with memberships, invitations, watches and posts."""
    group.delete(ctx.db)
    ctx.drop_watch(posting.topic(group.gid))
    ctx.later(FORGET_GROUP, gid=group.gid)


def end_post(ctx: Ctx, post: Post) -> None:
    """Delete a post with its replies, likes and further media."""
    if gid := post.delete(ctx.db):
        ctx.later(FORGET_GROUP, gid=gid)
