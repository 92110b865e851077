"""Reports of users on what others wrote, and the decisions of operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    func,
    select,
    update,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, aliased, mapped_column

from models import ranges
from models.base import Base, Key, Now
from models.reported import Reported

KINDS = ("user", "post", "reply", "message", "group", "circle", "album")
REASONS = ("spam", "abuse", "sexual", "violence", "child", "illegal", "other")
STATES = ("open", "dismissed", "deleted", "warned", "suspended")


def _one_of(column: str, words: Sequence[str]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Report(Base):
    """A report that something breaks the rules; `shown` is what it looked like at that time.

    `target`: the id of what is reported. The row is deleted with the account of its owner.
    """

    __tablename__ = "reports"
    noun = "report"

    reportid: Mapped[Key]
    # the reporter; null when that account is deleted, and for reports by the content filter
    uid: Mapped[int | None] = mapped_column(ForeignKey("users.uid", ondelete="SET NULL"))
    kind: Mapped[str]
    target: Mapped[int]
    # the owner of what is reported, null: operations
    owner: Mapped[int | None] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    reason: Mapped[str]
    text: Mapped[str | None]
    shown: Mapped[dict[str, Any]] = mapped_column(JSONB)
    time: Mapped[Now]
    state: Mapped[str] = mapped_column(default="open", server_default=sql("'open'"))
    closed_time: Mapped[int | None]

    __table_args__ = (
        _one_of("kind", KINDS),
        _one_of("reason", REASONS),
        _one_of("state", STATES),
        CheckConstraint("(state = 'open') = (closed_time IS NULL)", name="closed"),
        Index(None, "uid", "kind", "target", "reason", unique=True),
        Index(None, "uid", "reportid"),
        Index(None, "owner", "reportid"),
        Index(None, "kind", "target"),
        Index("ix_reports_open", "reportid", postgresql_where=sql("state = 'open'")),
    )

    @classmethod
    def add(cls, db: Session, what: Reported, now: int, **columns: Any) -> int:
        """Store a report and return its reportid, or that of an earlier one by the same user."""
        values = columns | {"owner": what.owner, "shown": what.shown, "time": now}
        entry = postgresql.insert(cls).values(**values).on_conflict_do_nothing()
        new: int | None = db.scalar(entry.returning(cls.reportid))
        if new is not None:
            return new
        same = [getattr(cls, name) == columns[name] for name in ("uid", "kind", "target", "reason")]
        known: int = db.execute(select(cls.reportid).where(*same)).scalar_one()
        return known

    @classmethod
    def by(cls, db: Session, uid: int, before: int | None, limit: int) -> list[Report]:
        """A user's reports with reportid < before, newest first."""
        return cls._page(db, cls.uid, uid, before, limit)

    @classmethod
    def about(cls, db: Session, owner: int, before: int | None, limit: int) -> list[Report]:
        """Reports on what a user owns, newest first."""
        return cls._page(db, cls.owner, owner, before, limit)

    @classmethod
    def _page(
        cls,
        db: Session,
        whose: InstrumentedAttribute[Any],
        uid: int,
        before: int | None,
        limit: int,
    ) -> list[Report]:
        rows = ranges.page(select(cls), whose, uid, cls.reportid, before=before or None)
        return list(db.scalars(rows.limit(limit)))

    @classmethod
    def in_state(
        cls, db: Session, state: str, before: int | None, limit: int, *which: ColumnElement[bool]
    ) -> Sequence[Row[Report, int]]:
        """Reports in a state, each with the number of earlier ones on the same user.

        Open ones the oldest first, others the newest first; `before`: the reportid after which
        they go on. `which`: what else must hold.
        """
        other = aliased(cls)
        earlier = select(func.count()).where(
            other.owner == cls.owner, other.reportid < cls.reportid
        )
        query = select(cls, earlier.scalar_subquery()).where(cls.state == state, *which)
        waits = state == "open"
        if before:
            query = query.where(cls.reportid > before if waits else cls.reportid < before)
        order = cls.reportid if waits else cls.reportid.desc()
        return db.execute(query.order_by(order).limit(limit)).all()

    @classmethod
    def waiting(cls, db: Session) -> tuple[int, int]:
        """How many reports are open, and the time of the oldest (0 if none is)."""
        query = select(func.count(), func.coalesce(func.min(cls.time), 0))
        number, oldest = db.execute(query.where(cls.state == "open")).one()
        return number, oldest

    @classmethod
    def ages(cls, db: Session, ends: Sequence[int], now: int, most: int) -> list[int]:
        """How many open reports are younger than each of `ends` (seconds), and how many there are.

        Only the `most` oldest are counted.
        """
        some = select(cls.time).where(cls.state == "open").order_by(cls.reportid).limit(most)
        times = some.subquery().c.time
        younger = [func.count().filter(times > now - end) for end in ends]
        return list(db.execute(select(*younger, func.count(times))).one())

    def close(self, db: Session, state: str, now: int) -> None:
        """Close this report and the other open ones on the same target."""
        same = (Report.kind == self.kind) & (Report.target == self.target)
        change = update(Report).where(same, Report.state == "open")
        db.execute(change.values(state=state, closed_time=now))

    def reopen(self, db: Session) -> None:
        """Open this report again, and those on the same target that were closed with it."""
        same = (Report.kind == self.kind) & (Report.target == self.target)
        together = same & (Report.closed_time == self.closed_time)
        change = update(Report).where(together, Report.state == self.state)
        db.execute(change.values(state="open", closed_time=None))
