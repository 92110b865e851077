"""Reports on what breaks the rules."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta

from models import Report, reported
from models.report import KINDS, REASONS
from tasks.rpc import CREATE, READ, Ctx, rpc
from wire.errors import NotFound
from wire.objects import of
from wire.objects import report as objects
from wire.types import Complaint, Count100, Cursor, Id

ReportKind = Annotated[str, Meta(pattern=f"^({'|'.join(KINDS)})$(?!\n)")]
Reason = Annotated[str, Meta(pattern=f"^({'|'.join(REASONS)})$(?!\n)")]


class Added(msgspec.Struct):
    reportid: int


class Mine(msgspec.Struct):
    reports: list[objects.Report]


@rpc(rate=CREATE, errors=[NotFound])
def add(ctx: Ctx, kind: ReportKind, id: Id, reason: Reason, text: Complaint | None = None) -> Added:
    """Report something that breaks the rules; its present content is stored for operations.

    `kind`: user, post, reply, message, group, circle or album; `reason`: spam, abuse, sexual,
    violence, child, illegal or other. A repeated report returns the first one. Errno 3: there is
    no such thing that I can see.
    """
    what = reported.find(ctx.db, kind, id, ctx.uid)
    said = {"uid": ctx.uid, "kind": kind, "target": id, "reason": reason, "text": text or None}
    return Added(Report.add(ctx.db, what, ctx.now, **said))


@rpc(rate=READ, readonly=True)
def mine(ctx: Ctx, before: Cursor | None = None, count: Count100 = 20) -> Mine:
    """My reports, newest first, with their states. `before`: reportid, exclusive."""
    rows = Report.by(ctx.db, ctx.uid, before, count)
    return Mine([_line(row) for row in rows])


def _line(row: Report) -> objects.Report:
    closed = UNSET if row.closed_time is None else row.closed_time
    return of(objects.Report, row, id=row.target, closed_time=closed)
