"""Alerts beside pushes, for users who are offline and have devices.

    alerts.alert(ctx, members, alerts.BOARD, entry.bid)

After the commit jobs/apns.py checks twice who is offline; here only devices count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from models import alert as rows
from models.alert import Due
from push.alerts import DeviceAlert, Platform, texts
from push.pushes import CircleNewBoard, NewMsg, PaylogPush
from tasks.rpc import Ctx
from tasks.rpc.followups import FollowUp

ALERT = FollowUp("jobs.apns.alert", "due")
CROWD = FollowUp("jobs.apns.alert_crowd", "due")
FEW = 10
"""Alerts to at most so many users go into the queue of messages' alerts; others into their own."""
MESSAGE, BOARD, PAYLOG = NewMsg.type, CircleNewBoard.type, PaylogPush.type


class Kind(NamedTuple):
    """How a kind of push becomes an alert."""

    find: Callable[[Session, Sequence[Due]], Sequence[Row[Any]]]
    """The devices, with what the alert shows."""
    text: Callable[[Row[Any]], str]
    key: str
    """The name of the id on the phone; a column when it is not the `id` of the alert."""
    counts: bool = True
    """Whether it is counted in the badge; messages are counted by being unread."""


KINDS = {
    MESSAGE: Kind(
        rows.messages, lambda row: texts.message(row.type, row.content, row.nick), "msgid", False
    ),
    BOARD: Kind(rows.boards, lambda row: texts.board(row.name, row.board), "bid"),
    PAYLOG: Kind(
        rows.paylogs,
        lambda row: texts.paylog(row.paystate, row.productname, row.amount),
        "orderid",
    ),
}
"""By push type."""


def alert(ctx: Ctx, uids: Collection[int], kind: str, id_: int) -> None:
    """Alert those of the users who have devices and are offline after the commit.

    `kind`: BOARD with a bid, PAYLOG with a payid. Alerts of messages are queued when these are
    stored.
    """
    if uids:
        job = (ALERT if len(uids) <= FEW else CROWD).job
        stored = rows.store(ctx.db, job, kind, id_, uids, ctx.now)
        ctx.followups += [(job, outbox_id) for outbox_id in stored]


def for_device(kind: str, row: Row[Any]) -> DeviceAlert:
    """The alert for one device."""
    how = KINDS[kind]
    shown = getattr(row, how.key, row.id)
    return DeviceAlert(
        platform=Platform(row.platform),
        token=row.device_token,
        sandbox=bool(row.is_debug),
        text=texts.fitted(how.text(row)),
        badge=row.shown,
        type=kind,
        key=how.key,
        id=shown,
        collapse=f"{kind}-{row.id}",
    )
