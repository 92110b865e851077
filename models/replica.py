"""Reads on a streaming replica, as long as it has all that the reader was shown.

What somebody was shown is a position in the log of the primary. How far the replica is, a worker
knows from its last look, and looks again only for a newer position: most reads are one round trip.

A position is one number: the timeline in the upper bits, how far its log reaches in the lower
ones. So a server that was promoted is ahead of all that others of its past can reach, and a replica
that does not follow it is behind, however much it has of a log that nobody continues.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any, Final

import psycopg2
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from log import log

REPLICA: Final = "replica"
"""Who has answered a read. The other words say why the primary was asked."""
AWAY: Final = "away"
"""It cannot be reached, or is no replica."""
BEHIND: Final = "behind"
REFUSED: Final = "refused"
"""It had an error for the read, or did not find something."""

PAUSES = (0.0, 0.001, 0.002, 0.004)
"""Seconds to wait before each look for a position that is still to come."""
IMPATIENT_SECONDS = 0.2
"""After a position that did not come, how long none is waited for: others wait for the worker."""
LOOK_SECONDS = 1.0
"""After this a replica in use is looked at without need, to know whether it still follows."""
MOST_BEHIND_SECONDS = 5.0
"""A replica that does not reach the primary's position of so long ago is not used at all."""
HANG_SECONDS = 3.0
"""A read that lasts longer is broken off, and the replica counts as away."""
RETRY_SECONDS = 5.0
"""How long after a failure it is connected to again."""
WATCH_SECONDS = 0.5

_BITS = 52
"""Of a position in one timeline: 4 PiB of log. 11 bits remain for the timeline."""
_PACKED = f"SELECT (%s)::bigint << {_BITS} | (%s - '0/0')::bigint"
_FLUSHED = "pg_current_wal_flush_lsn()"
_TIMELINE = f"('x' || left(pg_walfile_name({_FLUSHED}), 8))::bit(32)::bigint"
PRIMARY_POSITION = _PACKED % (_TIMELINE, _FLUSHED)
"""How far the primary's log is on disk: a replica can have no more, and soon has as much."""
# The control file may still tell the timeline before: then it is too careful for a while.
_REPLAYED_TIMELINE = """greatest(
    (pg_control_checkpoint()).timeline_id, (pg_control_recovery()).min_recovery_end_timeline
)"""
_REPLAYED = _PACKED % (_REPLAYED_TIMELINE, "pg_last_wal_replay_lsn()")
_REPLICA_POSITION = f"{_REPLAYED} WHERE pg_is_in_recovery()"


class Elsewhere(Exception):
    """The primary has to be asked; the text is AWAY, BEHIND or REFUSED."""


class Replica:
    """One replica, for one thread. A thread of its own connects, so that no read waits for that."""

    def __init__(self, engine: Engine, newest: Callable[[], int]) -> None:
        """`engine`: for one connection. `newest`: the position of the primary, asked once a second.

        It is called by the thread that reads.
        """
        self._engine, self._newest = engine, newest
        self._name = engine.url.render_as_string(hide_password=True).rpartition("@")[2]
        self._connection: Connection | None = None
        self._unfit: str | None = None
        """Why no read is sent there; "" = it is in use, None = it was not looked at yet."""
        self._replayed = 0
        self._looked = self._impatient_until = 0.0
        self._goal, self._goal_since = 0, 0.0
        """What it has to reach to be in use, and since when it is to be reached."""
        self._retry_at = 0.0
        self._began = 0.0
        """Since when a read is running; 0 = none is."""
        self._ended = Event()
        self._thread = Thread(target=self._watch, name="replica", daemon=True)
        self._thread.start()

    @contextmanager
    def reading(self, lsn: int) -> Iterator[Session]:
        """A session without a transaction that shows at least what stands at the position `lsn`.

        Raises Elsewhere, also for any error of the database inside the block.
        """
        if (connection := self._connection) is None:
            raise Elsewhere(AWAY)
        self._began = time.monotonic()
        try:
            self._require(connection, lsn)
            with Session(connection, autoflush=False, expire_on_commit=False) as session:
                session.info["connection"] = connection
                yield session
        except (DBAPIError, psycopg2.Error) as error:
            raise Elsewhere(self._failed(connection, error)) from error
        finally:
            self._began = 0.0

    def close(self) -> None:
        """Disconnect, and end the thread."""
        self._ended.set()
        self._thread.join()
        if self._connection is not None:
            self._drop(self._connection)
        self._engine.dispose()

    # ------------------------------------------------------------------------ how far it is

    def _require(self, connection: Connection, lsn: int) -> None:
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            newest = self._newest()
            self._look(connection)
            self._use(self._judged(newest))
        if self._unfit:
            raise Elsewhere(self._unfit)
        if lsn > self._replayed and now >= self._impatient_until:
            self._wait(connection, lsn)
        if lsn > self._replayed:
            raise Elsewhere(BEHIND)

    def _wait(self, connection: Connection, lsn: int) -> None:
        for pause in PAUSES:
            time.sleep(pause)
            self._look(connection)
            if lsn <= self._replayed:
                return
        self._impatient_until = time.monotonic() + IMPATIENT_SECONDS

    def _look(self, connection: Connection) -> None:
        """Ask how far it has replayed the log; 0 when the server is no replica (any more)."""
        with _driver(connection).cursor() as cursor:
            cursor.execute(_REPLICA_POSITION)
            row = cursor.fetchone()
        self._replayed, self._looked = row[0] or 0 if row else 0, time.monotonic()

    def _judged(self, newest: int) -> str:
        """Why it cannot be used now."""
        reached = self._replayed >= (self._goal or newest)
        late = self._looked - self._goal_since > MOST_BEHIND_SECONDS
        if reached or self._unfit != "":
            self._goal, self._goal_since = newest, self._looked
        if not self._replayed:
            return AWAY
        return BEHIND if not reached and (late or self._unfit != "") else ""

    def _use(self, unfit: str, error: object = "") -> None:
        """Note whether reads are sent there from now on, and say so if that is new."""
        if unfit == self._unfit:
            return
        self._unfit = unfit
        if unfit:
            log.warning("replica not used", replica=self._name, reason=unfit, error=error)
        else:
            log.info("replica used", replica=self._name)

    # ------------------------------------------------------------------------------ failures

    def _failed(self, connection: Connection, error: Exception) -> str:
        """Give a broken connection up; what to say of the read."""
        if connection.closed or connection.invalidated or _driver(connection).closed:
            self._connection = None
            self._drop(connection)
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self._use(AWAY, error)
            return AWAY
        if not connection.info.get("refused"):
            # Once: it comes with many reads while a migration is on its way to the replica.
            connection.info["refused"] = True
            log.warning("replica refused a read", replica=self._name, error=error)
        return REFUSED

    @staticmethod
    def _drop(connection: Connection) -> None:
        with suppress(DBAPIError, psycopg2.Error):
            connection.invalidate()
        connection.close()

    # ---------------------------------------------------------------------------- its thread

    def _watch(self) -> None:
        while not self._ended.is_set():
            now = time.monotonic()
            if self._connection is None and now >= self._retry_at:
                self._connect()
            elif (began := self._began) and now - began > HANG_SECONDS:
                self._break_off()
            self._ended.wait(WATCH_SECONDS)

    def _connect(self) -> None:
        try:
            connection = self._engine.connect()
        except (DBAPIError, psycopg2.Error) as error:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self._use(AWAY, error)
            return
        self._replayed, self._looked, self._goal = 0, 0.0, 0
        self._connection = connection

    def _break_off(self) -> None:
        """Let the thread that waits for the server see a closed connection."""
        with suppress(AttributeError, DBAPIError, psycopg2.Error, OSError):
            assert self._connection is not None
            number = os.dup(_driver(self._connection).fileno())
            with socket.socket(fileno=number) as shared:
                shared.shutdown(socket.SHUT_RDWR)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
