"""Stored notifications."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Index, Select, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import ranges
from models.base import Base, Key, Now
from models.db import run
from models.delivery import Kind, take
from models.partitions import Partitioned
from models.prepared import Prepared, prepared_rows
from models.statements import Value

EVENTS = Partitioned("events", "eid")

_RECORD = Prepared(f"""
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(%(uids)s::bigint[], %(data)s::text[]::jsonb[]) AS wanted (uid, data)
), counters AS (
    {take("SELECT uid, 1, %(now)s::bigint FROM wanted")}
), stored AS (
    INSERT INTO events (uid, type, data, create_time)
    SELECT uid, %(type)s::text, data, %(now)s::bigint FROM counters JOIN wanted USING (uid)
    RETURNING eid, uid
), delivered AS (
    INSERT INTO deliveries (uid, seq, kind, item, time)
    SELECT uid, seq, {int(Kind.EVENT)}, eid, time FROM counters JOIN stored USING (uid)
)
SELECT eid, uid, seq FROM counters JOIN stored USING (uid) ORDER BY eid
""")  # noqa: S608
# Requests of a partition go before it, in batches.
_FORGET_OLD_REQUESTS = """
DELETE FROM join_requests WHERE eid IN (
    SELECT eid FROM join_requests WHERE eid < %(end)s LIMIT %(limit)s)
RETURNING eid
"""
_FORGET_REQUESTS = "DELETE FROM join_requests WHERE eid = ANY(%(eids)s)"


class Recorded(NamedTuple):
    """An event as it was stored, and the number that its user got for it."""

    eid: int
    uid: int
    type: str
    data: dict[str, Any]
    create_time: int
    seq: int


class Event(Base):
    """A notification for one user, `eid` ascending.

    `data` has the keys of the `type` (add_friend, group_invite,
    request_join_circle, accept_join_circle). No foreign key: see Message.
    """

    __tablename__ = "events"
    noun = "event"

    eid: Mapped[Key]
    # the addressee; the `uid` on the wire is the one in `data`
    uid: Mapped[int]
    type: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    create_time: Mapped[Now]

    __table_args__ = (
        Index(None, "uid", "eid"),
        Index(None, "create_time", postgresql_using="brin"),
        {"postgresql_partition_by": "RANGE (eid)"},
    )

    @classmethod
    def record(
        cls, db: Session, uids: Sequence[int], type_: str, data: dict[str, Any], now: int
    ) -> list[Recorded]:
        """Store the same notification for several users."""
        return cls.record_each(db, type_, dict.fromkeys(uids, data), now)

    @classmethod
    def record_each(
        cls, db: Session, type_: str, data: Mapping[int, dict[str, Any]], now: int
    ) -> list[Recorded]:
        """Store a notification for each of several users, in one statement."""
        if not data:
            return []
        texts = [json.dumps(one) for one in data.values()]
        values = {"uids": list(data), "data": texts, "type": type_, "now": now}
        rows = _RECORD.all(db, **values)
        return [Recorded(eid, uid, type_, data[uid], now, seq) for eid, uid, seq in rows]

    @classmethod
    def among(cls, db: Session, uid: int, eids: Sequence[int]) -> Sequence["Event"]:
        """Those of the events that are a user's."""
        return db.scalars(select(cls).where(cls.eid.in_(eids), cls.uid == uid)).all()

    @classmethod
    def page(cls, db: Session, uid: int, after: int, before: int | None, limit: int) -> list[Any]:
        """A user's events with after < eid < before (0 = no bound), newest first: rows."""
        return _page(db, uid, *ranges.bounds(after, before), limit)

    @classmethod
    def drop_older(cls, db: Session, time: int, patience: int, limit: int) -> int:
        """Delete events from before `time`, with the requests they report; return how many.

        A partition goes as a whole; less than `limit` says that nothing is left. Once partitions
        have been filled, single rows are only deleted when they are older by `patience` seconds:
        by then most have gone with their partition.
        """
        passed = EVENTS.passed(db)
        if passed and not passed[0].has(db, "create_time >= %(time)s", time=time):
            some = {"end": passed[0].end, "limit": limit}
            if len(run(db, _FORGET_OLD_REQUESTS, some)) < limit:
                EVENTS.drop(db, passed[0])
            return max(limit, int(passed[0].rows))
        single = time - patience if passed else time
        gone = cls.drop(db, cls.create_time < single, limit)
        run(db, _FORGET_REQUESTS, {"eids": gone})
        return len(gone)


@prepared_rows()
def _page(uid: Value, after: Value, before: Value, limit: Value) -> Select[Event]:
    bounds = Event.eid > after, Event.eid < before
    rows = select(Event).where(Event.uid == uid, *bounds)
    return rows.order_by(Event.eid.desc()).limit(limit)
