"""Announcements of circles, made by operations."""

from __future__ import annotations

from models import Circle, CircleBoard, CircleMember
from push.events import CircleNewBoard
from tasks.rpc import Ctx
from tasks.shared import alerts
from wire.objects import circle as objects
from wire.objects import of


def announce(ctx: Ctx, circle: Circle, board: str) -> CircleBoard:
    """Change a circle's announcement, keep it in the history and push it to all members."""
    entry = CircleBoard.announce(ctx.db, circle, board, ctx.now)
    members = CircleMember.uids(ctx.db, circle.cid)
    ctx.push(members, CircleNewBoard.about(of(objects.Board, entry)))
    alerts.alert(ctx, members, alerts.BOARD, entry.bid)
    return entry
