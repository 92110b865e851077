"""Limits that must survive a restart: counts, and times to wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key, Now
from models.prepared import Prepared

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
        if not limits:
            return 0
        columns = {
            "kinds": [limit.kind for limit in limits],
            "keys": [limit.key for limit in limits],
            "times": [limit.times for limit in limits],
            "since": [now - limit.seconds for limit in limits],
        }
        rows = _statements(_table(cls)).full.all(db, **columns)
        return max((time + limits[number - 1].seconds - now for number, time in rows), default=0)

    @classmethod
    def note(cls, db: Session, limits: Iterable[Limit], now: int) -> None:
        """Count one occurrence under the kind and key of each limit."""
        cls._note(db, sorted({(limit.kind, limit.key) for limit in limits}), now)

    @classmethod
    def _note(cls, db: Session, keys: Sequence[tuple[str, str]], now: int) -> None:
        if keys:
            kinds, names = zip(*keys, strict=True)
            note = _statements(_table(cls)).note
            note.all(db, kinds=list(kinds), keys=list(names), now=now)

    @classmethod
    def forgive(cls, db: Session, kind: str, key: str) -> None:
        """Delete what was counted."""
        _statements(_table(cls)).forgive.all(db, kind=kind, key=key)

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
        since = now - limit.seconds
        ((used,),) = _USED.all(db, kind=limit.kind, key=limit.key, since=since)
        return max(0, limit.times - int(used))

    @classmethod
    def note_several(cls, db: Session, limit: Limit, times: int, now: int) -> None:
        """Count several occurrences."""
        cls._note(db, [(limit.kind, limit.key)] * times, now)


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
    _TURNS.all(db, names=sorted(set(keys)))


_TURNS = Prepared("""
SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%(names)s::text[]) AS name
""")
_USED = Prepared("""
SELECT count(*) FROM uses WHERE kind = %(kind)s AND key = %(key)s AND time > %(since)s
""")


class _Statements(NamedTuple):
    full: Prepared
    """Of limits that are full: their numbers, and when what fills them began."""
    note: Prepared
    forgive: Prepared


def _table(counted: type[Counted]) -> str:
    return str(counted.__tablename__)  # type: ignore[attr-defined]


@cache
def _statements(table: str) -> _Statements:
    # Rows are compared as in models/ranges.py: there is an index of the time alone, too.
    full = f"""
    SELECT number, filled.time
    FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(times)s::int[], %(since)s::bigint[])
        WITH ORDINALITY AS limits (kind, key, times, since, number),
    LATERAL (
        SELECT one.time FROM {table} AS one
        WHERE (one.kind, one.key, one.time) > (limits.kind, limits.key, limits.since)
            AND (one.kind, one.key) <= (limits.kind, limits.key)
        ORDER BY one.kind DESC, one.key DESC, one.time DESC LIMIT 1 OFFSET limits.times - 1
    ) AS filled"""  # noqa: S608
    note = f"""
    INSERT INTO {table} (kind, key, time)
    SELECT kind, key, %(now)s::bigint
    FROM unnest(%(kinds)s::text[], %(keys)s::text[]) AS noted (kind, key)"""  # noqa: S608
    forgive = f"DELETE FROM {table} WHERE kind = %(kind)s AND key = %(key)s"  # noqa: S608
    return _Statements(Prepared(full), Prepared(note), Prepared(forgive))
