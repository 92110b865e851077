"""Large tables in partitions by id, so that old rows are dropped with their files and indexes.

The last partition is open: it takes all ids from its first one on, so that no row is ever without
a partition, also when nobody has made new ones for a long time. `extend` gives it an end ahead of
the ids in use, and makes the next open one. A partition is named after its first id.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy.orm import Session

from models.db import run

SMALLEST = 1_000_000
"""The fewest ids of a partition that `extend` makes."""
SHARE = 16
"""A new partition has one of so many parts of the ids from the oldest one on: then retention drops
a small part at a time, and a table without retention gets few partitions, and large ones."""
RESERVE = 10_000_000
"""The fewest ids left when an open partition with rows is told its end: nobody may get there before
the next one is made. With half of them left an end whose check is not done is taken back."""

_NAME = re.compile(r"(\w+)_(\d+)")
_PARTITIONS = """
SELECT child.relname, COALESCE(regexp_substr(bounds, 'FROM .''(\\d+)', 1, 1, '', 1)::bigint, 0),
    regexp_substr(bounds, 'TO .''(\\d+)', 1, 1, '', 1)::bigint,
    ends.conname, ends.convalidated, child.reltuples
FROM pg_inherits
JOIN pg_class AS child ON child.oid = inhrelid
CROSS JOIN LATERAL pg_get_expr(relpartbound, child.oid) AS bounds
LEFT JOIN pg_constraint AS ends
    ON ends.conrelid = child.oid AND contype = 'c' AND conname LIKE 'ends_at_%%'
WHERE inhparent = %(table)s::regclass
ORDER BY 2
"""
# One at a time, also when the check of the old rows outlives the lease of its job.
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('extend ' || %(table)s, 0))"
_LAST_ID = "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(%(table)s, %(key)s)), 0)"
# Everybody who comes after a waiting lock waits, too: it waits for a moment only, and tries again.
_LOCK = """
DO $$
BEGIN
    FOR tries IN 1 .. 20 LOOP
        BEGIN
            SET LOCAL lock_timeout = '50ms';
            LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;
            EXIT;
        EXCEPTION WHEN lock_not_available THEN
            IF tries = 20 THEN RAISE; END IF;
            PERFORM pg_sleep(0.1 + 0.2 * random());
        END;
    END LOOP;
END $$"""


class Partition(NamedTuple):
    """One partition, as the catalogue of PostgreSQL describes it."""

    name: str
    first: int
    """The lowest id; 0 for the oldest one, which has no lower bound."""
    end: int | None
    """The lowest id that is too high; None for the open one."""
    check: str | None
    """The constraint of an open one that is getting an end."""
    valid: bool | None
    """Whether all its rows were found to keep that constraint."""
    rows: float
    """An estimate; -1 when unknown."""

    @property
    def coming_end(self) -> int | None:
        """The end that an open one is getting: ids from it on are refused until it has it."""
        return int(self.check.rpartition("_")[2]) if self.check else None

    def has(self, db: Session, which: str = "TRUE", **values: int) -> bool:
        """Whether it has a row of this condition, which is SQL with parameters."""
        return bool(run(db, f"SELECT 1 FROM {self.name} WHERE {which} LIMIT 1", values))  # noqa: S608


class Partitioned(NamedTuple):
    """A table in partitions by its key. Names are our own, and come from no user."""

    table: str
    key: str

    def partitions(self, db: Session) -> list[Partition]:
        """All partitions, by id."""
        return [Partition(*row) for row in run(db, _PARTITIONS, {"table": self.table})]

    def last_id(self, db: Session) -> int:
        """The highest id that was given out; its row may not be committed."""
        ((last,),) = run(db, _LAST_ID, self._asdict())
        return int(last)

    def passed(self, db: Session) -> list[Partition]:
        """The partitions that will get no new rows, by id."""
        last = self.last_id(db)
        return [one for one in self.partitions(db) if one.end is not None and one.end <= last]

    def ids_left(self, db: Session) -> int | None:
        """How many ids are left before rows are refused, while the open partition gets an end."""
        end = self.partitions(db)[-1].coming_end
        return None if end is None else end - self.last_id(db) - 1

    def extend(self, db: Session) -> bool:
        """Take the next step to a partition ahead of the ids in use; whether there was one.

        When the open partition has rows, which is so once after the table's migration, it takes
        three transactions: a constraint that it ends, which new rows keep from then on; a look at
        the old rows, which keeps nobody from writing; the end itself, which PostgreSQL then takes
        without a look. A process that dies between them leaves the rest to the next one, which
        takes the constraint back when ids have come near it, and begins again further on.
        """
        ((alone,),) = run(db, _ALONE, self._asdict())
        return bool(alone) and self._extend(db)

    def _extend(self, db: Session) -> bool:
        known, last = self.partitions(db), self.last_id(db)
        ahead = known[-1]
        width = _width(last - known[0].first)
        if ahead.first - last > width // 2:
            return False
        if ahead.coming_end is not None:
            self._go_on(db, ahead, ahead.coming_end, last)
        elif ahead.has(db):
            self._announce(db, ahead, _whole(last + max(RESERVE, width)))
        else:
            self._split(db, ahead, _whole(max(ahead.first, last) + width))
        return True

    def _go_on(self, db: Session, ahead: Partition, end: int, last: int) -> None:
        """Take the step after the constraint that the open partition ends."""
        if ahead.valid:
            self._split(db, ahead, end)
        elif end - last < RESERVE // 2:
            self._lock(db, ahead)
            run(db, f"ALTER TABLE {ahead.name} DROP CONSTRAINT {ahead.check}", {})
        else:
            run(db, "SET LOCAL statement_timeout = 0", {})
            run(db, f"ALTER TABLE {ahead.name} VALIDATE CONSTRAINT {ahead.check}", {})

    def drop(self, db: Session, partition: Partition) -> None:
        """Drop a partition with all its rows."""
        self._lock(db, partition)
        run(db, f"DROP TABLE {partition.name}", {})

    def _lock(self, db: Session, partition: Partition) -> None:
        """Lock out everybody, in the order in which writers lock, for the rest of a transaction."""
        run(db, _LOCK.format(tables=f"ONLY {self.table}, ONLY {partition.name}"), {})

    def _announce(self, db: Session, ahead: Partition, end: int) -> None:
        ids = f"{self.key} >= {ahead.first} AND {self.key} < {end}"
        self._lock(db, ahead)
        check = f"ADD CONSTRAINT ends_at_{end} CHECK ({ids}) NOT VALID"
        run(db, f"ALTER TABLE {ahead.name} {check}", {})

    def _split(self, db: Session, ahead: Partition, end: int) -> None:
        """Let the open partition end, and begin another open one there."""
        first = ahead.first or "MINVALUE"
        self._lock(db, ahead)
        run(
            db,
            f"""
            ALTER TABLE {self.table} DETACH PARTITION {ahead.name};
            ALTER TABLE {self.table} ATTACH PARTITION {ahead.name}
                FOR VALUES FROM ({first}) TO ({end});
            CREATE TABLE {self.table}_{end} PARTITION OF {self.table}
                FOR VALUES FROM ({end}) TO (MAXVALUE);
            ALTER TABLE {ahead.name} DROP CONSTRAINT IF EXISTS ends_at_{end}""",
            {},
        )


def is_partition(name: str, tables: tuple[Partitioned, ...]) -> bool:
    """Whether a table of this name is a partition of one of the tables."""
    found = _NAME.fullmatch(name)
    return found is not None and found[1] in {one.table for one in tables}


def _width(ids: int) -> int:
    return max(SMALLEST, ids // SHARE)


def _whole(id_: int) -> int:
    """The next multiple of SMALLEST: names of partitions are easier to read."""
    return (id_ // SMALLEST + 1) * SMALLEST
