"""Stored notifications."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from models import Event as Row
from push.events import event_object
from tasks.rpc import READ, Ctx, rpc
from wire.objects.event import Event
from wire.types import Cursor

PAGE = 50


class Events(msgspec.Struct):
    events: list[Event]
    more: bool | UnsetType = UNSET


@rpc(rate=READ, readonly=True)
def read(ctx: Ctx, pos: Cursor = 0, before: Cursor | None = None) -> Events:
    """My events after a known one, newest first.

    `pos`: eid, exclusive. `more`: older ones were cut; ask with `before` = the last eid.
    """
    rows = Row.page(ctx.db, ctx.uid, pos, before, PAGE + 1)
    events = [event_object(row) for row in rows[:PAGE]]
    return Events(events, more=True if len(rows) > PAGE else UNSET)
