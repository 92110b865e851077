"""What is addressed to each user, numbered: the log that `event.sync` reads.

Every item takes the next number of its user in the transaction that stores it, by way of the one
row that counts the user's numbers. That row stays locked until the transaction ends, so the next
transaction takes its number, and draws the ids of what it stores, after the earlier ones are
committed: the order of numbers is the order of commits, and no item appears later with a number
below a reader's cursor. A transaction that is rolled back returns its numbers, so there are no
holes.

A transaction that takes numbers of several users does it in one statement, in the order of uids, so
two transactions never wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from sqlalchemy import Index, SmallInteger, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.db import run
from models.prepared import Prepared


class Kind(IntEnum):
    """The kinds of item; the column `item` is the id in the table that stores it."""

    MESSAGE = 1
    EVENT = 2
    REPLY = 3
    LIKE = 4
    """`item` is the post, `by_uid` the user who likes it."""
    BOARD = 5
    PAYLOG = 6
    READ = 7
    """`item` is a message; `by_uid` has read everything of the other up to it."""
    RECALL = 8


def take(wanted: str) -> str:
    """The statement that takes numbers; `wanted` is a query of uid, how many, and unix seconds.

    It gives uid, seq (the last number taken) and time. Taking no number only waits for the
    transactions that came before.
    """
    return f"""
    INSERT INTO delivery_counters AS counter (uid, seq, time)
    SELECT * FROM ({wanted}) AS wanted (uid, seq, time) ORDER BY uid
    ON CONFLICT (uid) DO UPDATE
    SET seq = counter.seq + excluded.seq, time = greatest(counter.time, excluded.time)
    RETURNING uid, seq, time"""  # noqa: S608 - only our own statements are put together


_HOLD = Prepared(take("SELECT uid, 0, 0 FROM unnest(%(uids)s::bigint[]) AS uid"))
_NUMBER = Prepared(f"""
WITH counters AS (
    {take("SELECT uid, 1, %(now)s::bigint FROM users WHERE uid = ANY(%(uids)s::bigint[])")}
), delivered AS (
    INSERT INTO deliveries (uid, seq, kind, item, by_uid, time)
    SELECT uid, seq, %(kind)s::smallint, %(item)s::bigint, %(by_uid)s::bigint, time FROM counters
)
SELECT uid, seq FROM counters ORDER BY uid
""")  # noqa: S608
_AFTER = Prepared("""
(SELECT seq, kind, item, by_uid, time FROM deliveries
 WHERE uid = %(uid)s::bigint AND seq > %(seq)s::bigint ORDER BY seq LIMIT %(limit)s::int)
UNION ALL
SELECT seq, NULL, NULL, NULL, NULL FROM delivery_counters WHERE uid = %(uid)s::bigint
""")
_CURRENT = Prepared("""
SELECT uid, seq FROM delivery_counters
JOIN unnest(%(uids)s::bigint[], %(seqs)s::bigint[]) AS known (uid, last) USING (uid)
WHERE seq > last
""")


class Counter(Base):
    """How many numbers a user has taken; no row before the first one.

    The numbers of accounts that are older than the log begin at 2: number 1, which is not kept,
    stands for everything that they got before the log. No foreign keys in both tables: see Message.
    """

    __tablename__ = "delivery_counters"
    # Free space on each page for updates, which change no index.
    __table_args__ = ({"postgresql_with": {"fillfactor": "50"}},)

    uid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    # when the last number was taken; never earlier than the time of a lower number
    time: Mapped[int]


class Key(NamedTuple):
    """A number and its item."""

    seq: int
    kind: int
    item: int
    by_uid: int | None
    time: int


class Page(NamedTuple):
    """A part of a user's log."""

    keys: list[Key]
    current: int
    """The highest number the user has got."""
    more: bool
    gap: bool
    """Whether numbers in this part were dropped, or the user never got the given number."""

    @property
    def seq(self) -> int:
        """The highest number that this part covers."""
        return self.keys[-1].seq if self.more else self.current


class Delivery(Base):
    """One number of a user, and its item. Few columns, because every message writes two rows."""

    __tablename__ = "deliveries"

    uid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[int] = mapped_column(SmallInteger)
    item: Mapped[int]
    by_uid: Mapped[int | None]
    # unix seconds; ascending with the numbers of a user
    time: Mapped[int]

    __table_args__ = (Index(None, "time", postgresql_using="brin"),)

    @classmethod
    def hold(cls, db: Session, uids: Sequence[int]) -> None:
        """Lock these users' counters together, for a transaction that numbers items one by one."""
        _HOLD.all(db, uids=list(uids))

    @classmethod
    def number(
        cls,
        db: Session,
        uids: Sequence[int],
        kind: Kind,
        item: int,
        now: int,
        *,
        by_uid: int | None = None,
    ) -> dict[int, int]:
        """Address one stored item to several users; return the number of each.

        Users who do not exist any more are left out.
        """
        values = {"uids": list(uids), "kind": int(kind), "item": item, "by_uid": by_uid, "now": now}
        return dict(_NUMBER.all(db, **values)) if uids else {}

    @classmethod
    def after(cls, db: Session, uid: int, seq: int, limit: int) -> Page:
        """What a user got after the number `seq`, oldest first; at most `limit`."""
        rows = _AFTER.all(db, uid=uid, seq=seq, limit=limit + 1)
        current = next((row[0] for row in rows if row[1] is None), 0)
        found = [Key(*row) for row in rows if row[1] is not None]
        keys, more = found[:limit], len(found) > limit
        last = keys[-1].seq if more else current
        return Page(keys, current, more, last - seq != len(keys))

    @classmethod
    def ahead(cls, db: Session, known: Sequence[tuple[int, int]]) -> dict[int, int]:
        """Of pairs of uid and number: the current numbers of users who have higher ones."""
        uids, seqs = [uid for uid, _ in known], [seq for _, seq in known]
        return dict(_CURRENT.all(db, uids=uids, seqs=seqs))

    @classmethod
    def drop_older(cls, db: Session, time: int, limit: int) -> int:
        """Delete at most `limit` numbers taken before `time`: `event.sync` then reports a gap."""
        gone = run(db, _DROP, {"time": time, "limit": limit})
        return len(gone)

    @classmethod
    def forget(cls, db: Session, uid: int) -> None:
        """Delete the log of a deleted account."""
        quietly = {"synchronize_session": False}
        db.execute(delete(cls).where(cls.uid == uid), execution_options=quietly)
        db.execute(delete(Counter).where(Counter.uid == uid), execution_options=quietly)


_DROP = """
WITH old AS (
    SELECT uid, seq FROM deliveries WHERE time < %(time)s
    LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
DELETE FROM deliveries AS given USING old WHERE given.uid = old.uid AND given.seq = old.seq
RETURNING given.seq
"""
