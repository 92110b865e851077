"""Stored notifications."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from msgspec import UNSET, UnsetType

from models import Delivery
from models import Event as Row
from models.post import news
from push.pushes import event_object
from tasks.rpc import READ, Ctx, rpc
from tasks.shared import addressed, posting
from tasks.shared.pages import has_more
from wire.objects.event import Event
from wire.types import Count500, Cursor

PAGE = 50


NEWS_SECONDS, NEWS_GROUPS = 30 * 86_400, 500
"""`event.sync` returns the newest post of groups with a post in this time, of at most so many."""


class Events(msgspec.Struct):
    events: list[Event]
    more: bool | UnsetType = UNSET


@rpc(rate=READ, readonly=True)
def read(ctx: Ctx, pos: Cursor = 0, before: Cursor | None = None) -> Events:
    """My events after a known one, newest first.

    `pos`: eid, exclusive. `more`: older ones were left out; ask with `before` = the last eid.
    """
    rows = Row.page(ctx.db, ctx.uid, pos, before, PAGE + 1)
    events = [event_object(row) for row in rows[:PAGE]]
    return Events(events, more=has_more(rows, PAGE))


class Item(msgspec.Struct):
    """One number, with the type and data of its push."""

    seq: int
    type: str
    data: dict[str, Any]


class Synced(msgspec.Struct):
    items: list[Item]
    seq: int
    """The highest number covered, for the next call."""
    more: bool
    gap: bool
    """Numbers after the given one are no longer kept: refresh the lists, continue from `seq`."""
    groups: dict[str, int]
    """The newest postid by gid, of my groups and those this connection watches."""


@rpc(rate=READ, readonly=True, primary=True, watches=True)
def sync(ctx: Ctx, seq: Cursor = 0, count: Count500 = 200) -> Synced:
    """Everything addressed to me after the number `seq`, oldest first, with its present content.

    Events, messages to and by me, replies and likes on my posts, announcements and paylogs, as
    their pushes show them. What was deleted is left out. `groups`: at most 500 with a post in the
    last 30 days, for `group.get_new_post`.
    """
    page = Delivery.after(ctx.db, ctx.uid, seq, count)
    items = [
        Item(number, push.type, cast("dict[str, Any]", push))
        for number, push in addressed.items(ctx.db, ctx.uid, page.keys)
    ]
    watched = posting.groups_of(ctx.origin.topics)
    since = ctx.now - NEWS_SECONDS
    newest = news.newest(ctx.db, ctx.uid, watched, since, NEWS_GROUPS)
    groups = {str(gid): postid for gid, postid in newest.items()}
    return Synced(items, page.seq, page.more, page.gap, groups)
