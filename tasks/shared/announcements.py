"""Announcements of circles, made by operations."""

from __future__ import annotations

from models import Circle, CircleBoard, Delivery
from models.delivery import Kind
from models.mailing import Audience
from push.pushes import CircleNewBoard
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp
from tasks.shared import alerts
from wire.objects import circle as objects
from wire.objects import of

ANNOUNCE = FollowUp("jobs.ops.announce", "bid", "after")
PORTION, NOBODY = 1000, 0
"""Members in one transaction, and the uid before the first one."""


def announce(ctx: Ctx, circle: Circle, board: str) -> CircleBoard:
    """Change a circle's announcement, keep it in the history and push it to all members.

    In a large circle most of them get it a moment later, by jobs.
    """
    entry = CircleBoard.announce(ctx.db, circle, board, ctx.now)
    tell(ctx, entry, 0)
    return entry


def tell(ctx: Ctx, entry: CircleBoard, after: int) -> None:
    """Push an announcement to the next members with uid > `after`; a job continues for the rest."""
    members = Audience(entry.cid, (), NOBODY).after(ctx.db, after, PORTION + 1)
    members, more = members[:PORTION], len(members) > PORTION
    seqs = Delivery.number(ctx.db, members, Kind.BOARD, entry.bid, ctx.now)
    ctx.push_numbered(seqs, CircleNewBoard.about(of(objects.Board, entry)))
    alerts.alert(ctx, members, alerts.BOARD, entry.bid)
    if more:
        ctx.later(ANNOUNCE, bid=entry.bid, after=members[-1])
