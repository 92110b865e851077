"""Which devices are to be alerted, and of what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    TableValuedAlias,
    Text,
    and_,
    delete,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningDelete

from models import meeting
from models.circle import Circle, CircleBoard
from models.device import Device, UnreadMessage
from models.message import RECALLED, Message
from models.order import Paylog
from models.outbox import SWEEP_SECONDS, Outbox
from models.statements import NUMBERS, Value, built_once
from models.user import User

_ARRAYS = built_once(ids=NUMBERS, uids=NUMBERS, sids=NUMBERS)
PART = 500
"""The most users in one stored job."""

# One job for each PART users who have devices; no job when none of them has a device.
_STORE = text("""
INSERT INTO outbox (task, args, create_time, due)
SELECT :task, jsonb_build_object('due', jsonb_agg(jsonb_build_array(CAST(:kind AS text),
    CAST(:id AS bigint), uid))), :now, :again
FROM (
    SELECT uid, (row_number() OVER (ORDER BY uid) - 1) / :part AS part
    FROM (SELECT DISTINCT uid FROM devices WHERE uid = ANY(CAST(:uids AS bigint[]))) AS people
) AS parts
GROUP BY part
RETURNING id
""")


class Due(NamedTuple):
    """An alert that may be due. `id`: a msgid, bid or payid; `sid` None: all the user's devices."""

    id: int
    uid: int
    sid: int | None = None


def store(
    db: Session, task: str, kind: str, id_: int, uids: Collection[int], now: int
) -> list[int]:
    """Store jobs that alert those of the users who have devices; return their outbox ids.

    A job's argument `due` is a list of [kind, id, uid].
    """
    values = {"task": task, "kind": kind, "id": id_, "uids": list(uids), "part": PART}
    values |= {"now": now, "again": now + SWEEP_SECONDS}
    return list(db.scalars(_STORE, values))


def take_waiting(db: Session, task: str, limit: int) -> list[Any]:
    """Take over further jobs of that name that no worker has begun; return their `due` lists."""
    taken = db.scalars(*_waiting(task, limit), execution_options={"synchronize_session": False})
    return [one for due in taken for one in due]


def messages(db: Session, dues: Sequence[Due]) -> Sequence[Row[Any]]:
    """The devices to alert of messages that are still unread, with type, content and nick.

    A device whose badge was set after the message came has shown the message. There is no alert
    when the sender is muted or has been blocked since.
    """
    return db.execute(*_of_messages(*_columns(dues))).all()


def boards(db: Session, dues: Sequence[Due]) -> Sequence[Row[Any]]:
    """The devices to alert of announcements, with the circle's name and the board."""
    return db.execute(*_of_boards(*_columns(dues))).all()


def paylogs(db: Session, dues: Sequence[Due]) -> Sequence[Row[Any]]:
    """The devices to alert of orders, with what the alert says of them."""
    return db.execute(*_of_paylogs(*_columns(dues))).all()


@built_once(task=Text())
def _waiting(task: Value, limit: Value) -> ReturningDelete[Any]:
    fresh = select(Outbox.id).where(Outbox.task == task, Outbox.tries == 0)
    fresh = fresh.order_by(Outbox.id).limit(limit).with_for_update(skip_locked=True)
    # A common table expression runs once; a subquery might be run again for every row.
    some = fresh.cte("some")
    return delete(Outbox).where(Outbox.id.in_(select(some.c.id))).returning(Outbox.args["due"])


@_ARRAYS
def _of_messages(ids: Value, uids: Value, sids: Value) -> Select[Any]:
    due, unread = _rows(ids, uids, sids), aliased(UnreadMessage)
    query = _devices(due, Message.type, Message.content, User.nick)
    query = query.join(unread, and_(unread.uid == due.c.uid, unread.msgid == due.c.id))
    query = query.join(Message, and_(Message.msgid == due.c.id, Message.type != RECALLED))
    query = query.outerjoin(User, User.uid == Message.fromid)
    told = ~meeting.apart(due.c.uid, Message.fromid) & ~meeting.has_muted(due.c.uid, Message.fromid)
    return query.where(due.c.id > Device.badge_msgid, told)


@_ARRAYS
def _of_boards(ids: Value, uids: Value, sids: Value) -> Select[Any]:
    due = _rows(ids, uids, sids)
    query = _devices(due, Circle.name, CircleBoard.board)
    query = query.join(CircleBoard, CircleBoard.bid == due.c.id)
    return query.join(Circle, Circle.cid == CircleBoard.cid)


@_ARRAYS
def _of_paylogs(ids: Value, uids: Value, sids: Value) -> Select[Any]:
    due = _rows(ids, uids, sids)
    facts = (Paylog.orderid, Paylog.paystate, Paylog.productname, Paylog.amount)
    return _devices(due, *facts).join(Paylog, Paylog.payid == due.c.id)


def _columns(dues: Sequence[Due]) -> list[list[Any]]:
    return [list(column) for column in zip(*dues, strict=True)]


def _rows(*columns: Value) -> TableValuedAlias:
    return func.unnest(*columns).table_valued(*Due._fields).render_derived()


def _devices(due: TableValuedAlias, *facts: Any) -> Select[Any]:
    here: ColumnElement[bool] = or_(due.c.sid.is_(None), Device.sid == due.c.sid)
    device = (Device.uid, Device.sid, Device.platform, Device.device_token, Device.is_debug)
    query = select(due.c.id, *device, Device.shown_badge().label("shown"), *facts)
    return query.join_from(due, Device, and_(Device.uid == due.c.uid, here))
