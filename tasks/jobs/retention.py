"""Deleting old messages, events and posts where a setting says so; by default none are.

Each table has a job of its own, so that a long job does not delay the others.
"""

from __future__ import annotations

from functools import partial

from models import Delivery, Event, Message, Post
from settings import settings
from tasks.jobs.periodic import BATCH, periodic
from tasks.rpc.context import Ctx

DAY = 86_400
LATE = 8
"""Rows wait by one of so many parts of the time they are kept, to go with their partition."""
NUMBERS = 10 * BATCH
"""Numbers deleted in one transaction: small rows, two for every message."""


@periodic
def drop_messages(ctx: Ctx) -> int:
    """Delete private messages older than RETAIN_MESSAGES_DAYS."""
    days = settings.retention.messages_days
    return Message.drop_older(ctx.db, ctx.now - days * DAY, BATCH) if days else 0


@periodic
def drop_events(ctx: Ctx) -> int:
    """Delete events older than RETAIN_EVENTS_DAYS."""
    if not (days := settings.retention.events_days):
        return 0
    kept = days * DAY
    return Event.drop_older(ctx.db, ctx.now - kept, kept // LATE, BATCH)


@partial(periodic, batch=NUMBERS)
def drop_numbers(ctx: Ctx) -> int:
    """Delete numbers older than RETAIN_NUMBERS_DAYS; their items stay."""
    if not (days := settings.retention.numbers_days):
        return 0
    return Delivery.drop_older(ctx.db, ctx.now - days * DAY, NUMBERS)


@periodic
def drop_posts(ctx: Ctx) -> int:
    """Delete group posts of the old functions older than RETAIN_POSTS_DAYS, with their replies."""
    if not (days := settings.retention.posts_days):
        return 0
    old = (Post.old == 1) & (Post.time < ctx.now - days * DAY)
    return len(Post.drop(ctx.db, old, BATCH))
