"""Posts with many readers."""

from __future__ import annotations

from models import Group, NotFound, Post
from push import deliver
from tasks.jobs.queued import GiveUp, job
from tasks.rpc.context import Ctx
from tasks.rpc.redis import servers
from tasks.shared import posting


@job(queue="crowd")
def tell_many(ctx: Ctx, postid: int, conn: str) -> None:
    """Push a new post to readers who are online, except to the author's connection `conn`.

    What is sent to gateways grows with the readers online, and not with all who may read the post.
    """
    try:
        post = Post.get(ctx.db, postid)
        group = Group.get(ctx.db, post.gid)
    except NotFound:
        raise GiveUp("deleted meanwhile") from None
    audience = posting.Audience.of(ctx.db, group, post)
    online = deliver.online_among(servers(), audience.everybody())
    ctx.origin = ctx.origin._replace(conn=conn)
    posting.tell(ctx, group, post, audience.among(online))
