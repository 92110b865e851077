"""Limits that must survive a restart: counts, and times to wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Index, delete, func, insert, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import Text

from models.base import Base, Key, Now

COUNTED_SECONDS = 86_400
"""The longest period of a limit; older counts are deleted."""


class Limit(NamedTuple):
    """At most so many `times` in `seconds` under this kind and key."""

    kind: str
    key: str
    times: int
    seconds: int


class Counted:
    """Rows that are counted against limits, one for each limit an occurrence falls under."""

    id: Mapped[Key]
    # which limit
    kind: Mapped[str]
    # who is limited: a phone, an address, a uid
    key: Mapped[str]
    time: Mapped[Now] = mapped_column(index=True)

    @classmethod
    def wait(cls, db: Session, limits: Sequence[Limit], now: int) -> int:
        """Return for how many seconds these limits require to wait; 0 = not at all."""
        conditions = [
            (cls.kind == limit.kind) & (cls.key == limit.key) & (cls.time > now - limit.seconds)
            for limit in limits
        ]
        if not conditions:
            return 0
        query = select(cls.kind, cls.key, cls.time).where(or_(*conditions))
        rows = db.execute(query.order_by(cls.time.desc())).all()
        found: dict[tuple[str, str], list[int]] = {}
        for row in rows:
            found.setdefault((row.kind, row.key), []).append(row.time)
        ends = [end_of(limit, found.get((limit.kind, limit.key), [])) for limit in limits]
        return max(0, *(end - now for end in ends))

    @classmethod
    def note(cls, db: Session, limits: Iterable[Limit], now: int) -> None:
        """Count one occurrence under the kind and key of each limit."""
        keys = sorted({(limit.kind, limit.key) for limit in limits})
        rows = [{"kind": kind, "key": key, "time": now} for kind, key in keys]
        if rows:
            db.execute(insert(cls), rows)

    @classmethod
    def forgive(cls, db: Session, kind: str, key: str) -> None:
        """Delete what was counted."""
        db.execute(delete(cls).where(tuple_(cls.kind, cls.key) == (kind, key)))

    @classmethod
    def is_old(cls, now: int) -> ColumnElement[bool]:
        """Return the condition that no limit counts a row any more."""
        return cls.time <= now - COUNTED_SECONDS


def scaled(limits: Iterable[Limit], factor: float) -> list[Limit]:
    """Limits as RATE_MULTIPLIER scales them; none when it is 0."""
    if not factor:
        return []
    return [one._replace(times=max(1, round(one.times * factor))) for one in limits]


def end_of(limit: Limit, newest_first: Sequence[int]) -> int:
    """When the oldest occurrence that fills the limit stops counting; 0 = the limit is not full."""
    full = len(newest_first) >= limit.times
    return newest_first[limit.times - 1] + limit.seconds if full else 0


class Use(Counted, Base):
    """A permitted action that is limited in number, counted for each limit it falls under.

    Kinds: "invite-stranger", "login-name", "login-address", "export", "act-as", "ops-code" (the
    key is a step of 30 seconds whose code was accepted).
    """

    __tablename__ = "uses"

    __table_args__ = (Index(None, "kind", "key", "time"),)

    @classmethod
    def left(cls, db: Session, limit: Limit, now: int) -> int:
        """How many times more a limit allows now."""
        used = select(func.count()).where(
            cls.kind == limit.kind, cls.key == limit.key, cls.time > now - limit.seconds
        )
        return max(0, limit.times - (db.scalar(used) or 0))

    @classmethod
    def note_several(cls, db: Session, limit: Limit, times: int, now: int) -> None:
        """Count several occurrences."""
        if times:
            db.execute(insert(cls), [{"kind": limit.kind, "key": limit.key, "time": now}] * times)


class Failure(Counted, Base):
    """One refused login, counted for each limit it falls under.

    Kinds: "code-address", "login-name-address", "login-name", "login-address", "set-password".
    """

    __tablename__ = "failures"

    __table_args__ = (Index(None, "kind", "key", "time"),)


def take_turns(db: Session, keys: Iterable[str]) -> None:
    """Make transactions that give a common key run one after the other, from here to their end.

    A limit is then exact: no other transaction counts between the check and the note.
    """
    names = func.unnest(sorted(set(keys)), type_=ARRAY(Text)).column_valued("name")
    db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(names, 0))))
