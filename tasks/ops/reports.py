"""The queue of reports, and what operations can do about one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from models import AlbumMedia, Group, Message, Post, Report, Session, Suspension, User
from models.errors import Forbidden as MayNot
from models.errors import NotFound as NoRow
from models.report import KINDS, REASONS, STATES
from push.pushes import NewMsg
from tasks.ops import undo
from tasks.ops.action import Undo, action
from tasks.rpc import Ctx
from tasks.shared import deletions, messaging, sessions
from wire.errors import Forbidden, NotFound
from wire.objects import of
from wire.types import Count200, Cursor, Id, ReplyText, Uid

DAY, HOUR = 86_400, 3600
State = Annotated[str, Meta(pattern=f"^({'|'.join(STATES)})$(?!\n)")]
Kind = Annotated[str, Meta(pattern=f"^({'|'.join(KINDS)})$(?!\n)")]
Reason = Annotated[str, Meta(pattern=f"^({'|'.join(REASONS)})$(?!\n)")]
Hours = Annotated[int, Meta(ge=0, le=87_600)]
Days = Annotated[int, Meta(ge=0, le=36_500)]
"""0 = for ever."""


class Line(msgspec.Struct):
    """A report: `uid` has reported what `owner` made, which looked like `shown` then."""

    reportid: int
    time: int
    state: str
    kind: str
    id: int
    reason: str
    text: str | None
    uid: int | None
    owner: int | None
    shown: dict[str, Any]


class Waiting(Line):
    """`earlier`: how many reports on the same user came before."""

    earlier: int


class Queue(msgspec.Struct):
    rows: list[Waiting]


class About(msgspec.Struct):
    rows: list[Line]


class Closed(msgspec.Struct):
    reportid: int
    state: str


class Until(msgspec.Struct):
    """`until`: unix seconds, 0 = for ever."""

    uid: int
    until: int


class Of(msgspec.Struct):
    uid: int


# ------------------------------------------------------------------------------- looking


@action("Reports")
def queue(
    ctx: Ctx,
    state: State = "open",
    kind: Kind | None = None,
    reason: Reason | None = None,
    hours: Hours = 0,
    before: Cursor | None = None,
    count: Count200 = 50,
) -> Queue:
    """Reports in a state, those that nobody has answered the oldest first, others the newest.

    `hours`: only what is at least so old. `before`: the reportid after which the list goes on.
    """
    same = {Report.kind: kind, Report.reason: reason}
    which = [column == value for column, value in same.items() if value]
    if hours:
        which.append(Report.time <= ctx.now - hours * HOUR)
    rows = Report.in_state(ctx.db, state, before, count, *which)
    return Queue([of(Waiting, row, id=row.target, earlier=earlier) for row, earlier in rows])


@action("ReportsAbout")
def about(ctx: Ctx, uid: Uid, before: Cursor | None = None, count: Count200 = 50) -> About:
    """All reports on a user and what the user made, newest first; `before`: reportid, exclusive."""
    rows = Report.about(ctx.db, uid, before, count)
    return About([of(Line, row, id=row.target) for row in rows])


# ------------------------------------------------------------------------------- answering


@action("DismissReport", errors=[NotFound], undo=undo.by("ReopenReport"))
def dismiss(ctx: Ctx, reportid: Id) -> Closed:
    """Answer a report, and others on the same target, by doing nothing."""
    return _close(ctx, Report.get(ctx.db, reportid), "dismissed")


@action("DeleteReported", errors=[Forbidden, NotFound])
def delete(ctx: Ctx, reportid: Id) -> Closed:
    """Delete what was reported; of a user nick, texts and pictures of the profile.

    Not circles, which operations make themselves. What is gone already stays gone.
    """
    report = Report.get(ctx.db, reportid)
    if report.kind not in DELETE:
        raise MayNot("a circle: change it at its own page")
    DELETE[report.kind](ctx, report.target)
    return _close(ctx, report, "deleted")


@action(
    "WarnReported",
    errors=[Forbidden, NotFound],
    pushes=[NewMsg],
    undo=undo.by("ReopenReport", "reportid"),
)
def warn(ctx: Ctx, reportid: Id, content: ReplyText, from_uid: Uid = 1) -> Closed:
    """Send whoever made it a private message, in the name of operations."""
    report = Report.get(ctx.db, reportid)
    if report.owner is None:
        raise MayNot("nobody made this")
    User.require(ctx.db, from_uid)
    # The lists of what happens after the commit are shared.
    acting = replace(ctx, origin=ctx.origin._replace(uid=from_uid))
    body = {"type": "txt", "content": content}
    messaging.deliver(acting, report.owner, body, anyway=True)
    return _close(ctx, report, "warned")


@action("ReopenReport", errors=[Forbidden, NotFound], undo=undo.by("DismissReport"))
def reopen(ctx: Ctx, reportid: Id) -> Closed:
    """Open a report that was closed again, with those on the same target that were closed with it.

    What was deleted stays deleted, and what was sent stays sent.
    """
    report = Report.get(ctx.db, reportid, lock=True)
    if report.state == "open":
        raise MayNot("this report is open")
    report.reopen(ctx.db)
    return Closed(reportid, "open")


def _close(ctx: Ctx, report: Report, state: str) -> Closed:
    report.close(ctx.db, state, ctx.now)
    return Closed(report.reportid, state)


def _delete_profile(ctx: Ctx, uid: int) -> None:
    texts = ("nick", "nick_key", "nick_look", "signature", "position", "job")
    user = User.get(ctx.db, uid, lock=True)
    for name in (*texts, "headpic", "background_image"):
        setattr(user, name, None)
    user.tags = []


def _delete_post(ctx: Ctx, postid: int) -> None:
    with suppress(NoRow):
        deletions.end_post(ctx, Post.get(ctx.db, postid, lock=True))


def _delete_reply(ctx: Ctx, replyid: int) -> None:
    with suppress(NoRow):
        Post.delete_reply(ctx.db, replyid)


def _delete_message(ctx: Ctx, msgid: int) -> None:
    message = ctx.db.get(Message, msgid, with_for_update=True)
    if message and message.empty(ctx.db, ctx.now):
        messaging.push_recalled(ctx, message)


def _delete_group(ctx: Ctx, gid: int) -> None:
    with suppress(NoRow):
        deletions.end_group(ctx, Group.get(ctx.db, gid, lock=True))


def _delete_entry(ctx: Ctx, did: int) -> None:
    if entry := ctx.db.get(AlbumMedia, did, with_for_update=True):
        ctx.db.delete(entry)


DELETE: dict[str, Callable[[Ctx, int], None]] = {
    "user": _delete_profile,
    "post": _delete_post,
    "reply": _delete_reply,
    "message": _delete_message,
    "group": _delete_group,
    "album": _delete_entry,
}
"""By kind: how what was reported is taken away."""


# ------------------------------------------------------------------------------- suspending


def _present_end(ctx: Ctx, uid: int) -> Undo | None:
    until = Suspension.until_of(ctx.db, uid, ctx.now)
    days = -(-(until - ctx.now) // DAY) if until else 0
    return None if until is None else Undo("SuspendUser", {"uid": uid, "days": days})


def _suspension_before(ctx: Ctx, uid: int, **_: int) -> Undo:
    return _present_end(ctx, uid) or Undo("LiftSuspension", {"uid": uid})


@action("SuspendUser", errors=[NotFound], undo=_suspension_before)
def suspend(ctx: Ctx, uid: Uid, days: Days, reportid: Id | None = None) -> Until:
    """Let nobody log in to an account for so many days (0: for ever), and end its sessions.

    `reportid`: the report that this answers.
    """
    report = Report.get(ctx.db, reportid) if reportid is not None else None
    # FOR UPDATE: a login that is under way is waited for, or waits for us.
    User.get(ctx.db, uid, lock=True)
    until = ctx.now + days * DAY if days else None
    Suspension.put(ctx.db, uid, until, ctx.now)
    sessions.end(ctx, Session.revoke(ctx.db, Session.uid == uid))
    if report is not None:
        _close(ctx, report, "suspended")
    return Until(uid, until or 0)


@action("LiftSuspension", errors=[NotFound], undo=_present_end)
def lift(ctx: Ctx, uid: Uid) -> Of:
    """Let an account be used again before its suspension ends."""
    Suspension.lift(ctx.db, uid)
    return Of(uid)
