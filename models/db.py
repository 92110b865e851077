"""Connections to PostgreSQL: reads in autocommit, writes in one transaction at the edge.

Every thread keeps one connection, because checking one out of the pool and back costs as much as
a small query. psycopg2 would send BEGIN as a round trip of its own: connections therefore run in
autocommit, and a transaction's BEGIN is sent together with its first statement.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import psycopg2
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from models import kept, traced
from models.kept import STATEMENT_EXISTS, STATEMENT_UNKNOWN
from models.replica import PRIMARY_POSITION, Replica
from settings import settings

STATEMENT_SECONDS = 10
"""No statement of a call runs longer; the caller has been answered after 8 s."""

IDLE_SECONDS = 3
"""The server rolls back a transaction that waits longer for its worker: a worker that is stopped,
or a machine that is lost, must not keep rows locked."""
PLANNER = {
    # Every statement has an index. With statistics that are old or know nothing of the heaviest
    # users, a plan may still read a whole table, or all rows of an owner to sort them.
    "enable_seqscan": "off",
    "enable_incremental_sort": "off",
    # Prepared statements are planned once, for any values.
    "plan_cache_mode": "force_generic_plan",
    # Before PostgreSQL 18 a sequential scan that cannot be avoided would be compiled for its cost.
    "jit": "off",
}
_SESSION = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    "timezone": "UTC",
    **PLANNER,
}
_OPTIONS = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
_LOCAL_OPTIONS = "".join(f"SET LOCAL {name}='{value}';" for name, value in _SESSION.items())
"""The same in front of a transaction, or of a single statement without one."""

_PENDING, _OPEN = "pending", "open"
_NO_WAIT = "SET LOCAL synchronous_commit=off;"
_AT_LEAST_DISK = (
    "SELECT set_config('synchronous_commit', 'on', true)"
    " WHERE current_setting('synchronous_commit') = 'off';"
)
"""In front of a commit that has to flush: a role or a database may have `off` as its default. Other
modes flush as well, and may ask more of standbys, so they stay."""
FLUSHES_WITHOUT_COMMIT = 170000
"""The first release whose pg_logical_emit_message can flush the log."""
GONE = "23503"
"""SQLSTATE of a foreign key without its row, which was deleted meanwhile."""
RETRIED_STATES = frozenset(
    {"40001", "40P01", "55P03", "25P03", GONE, STATEMENT_UNKNOWN, STATEMENT_EXISTS}
)
"""Serialization failure, deadlock, a lock that was not available, and IDLE_SECONDS: the call itself
was right."""


@cache
def engine() -> Engine:
    """The process's engine, made at the first use (after a pool has forked)."""
    return make_engine(settings.database.url, settings.database.pool)


def make_engine(url: str, pool: int) -> Engine:
    """An engine as every process uses it, with at most `pool` connections."""
    options = {} if settings.database.pooler else {"options": _OPTIONS}
    made = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=pool,
        max_overflow=0,
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args={
            "application_name": "backend",
            "connect_timeout": 3,
            "keepalives_idle": 10,
            **options,
        },
    )
    if settings.telemetry.otlp_url:
        traced.instrument(made)
    listen(made)
    return made


def listen(engine: Engine) -> None:
    """Send BEGIN with the first statement of a transaction, and keep plans that may be kept."""
    event.listen(engine, "before_cursor_execute", _begin, retval=True)
    kept.watch(engine)


class Lost(Exception):
    """The connection broke after commits that had not waited for the disk: they may be lost."""


class _Kept(threading.local):
    connection: Connection | None = None
    may_wait: Callable[[], bool] | None = None
    """Called when a transaction begins: whether `flush` comes before its result is sent."""
    unflushed: Any = None
    """The driver's connection whose commits may not be on disk yet."""
    unplaced: bool = False
    """Whether it has committed or read what `position` may not cover; only with replicas."""
    position: int = 0
    replicas: list[Replica] | None = None


_kept = _Kept()


@contextmanager
def _connection() -> Iterator[Connection]:
    """The thread's connection; it is closed when it turns out to be broken."""
    connection = _kept.connection
    if connection is None or connection.closed:
        connection = _kept.connection = engine().connect()
    try:
        yield connection
    except (DBAPIError, psycopg2.Error):
        if connection.invalidated or _driver(connection).closed:
            _give_up(connection)
        raise


def _give_up(connection: Connection) -> None:
    connection.info.pop("transaction", None)
    connection.invalidate()
    connection.close()
    _kept.connection = None


def connection_of(session: Session) -> Connection:
    """The connection of a session, which would begin a transaction of the ORM when asked for it."""
    return session.info.get("connection") or session.connection()


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _begin(
    connection: Connection,
    cursor: Any,
    statement: str,
    parameters: Any,
    context: Any,
    executemany: bool,
) -> tuple[str, Any]:
    before = _before(connection)
    if executemany:
        if before:
            cursor.execute(before)
        return statement, parameters
    own = context.execution_options.get(kept.PARAMETERS)
    if own is None or settings.database.pooler:
        return before + statement, parameters
    return kept.execution(connection, cursor, statement, parameters, own, before), parameters


def _before(connection: Connection) -> str:
    """The SQL to send in front of a connection's next statement."""
    state = connection.info.get("transaction")
    if state == _OPEN:
        return ""
    limits = _LOCAL_OPTIONS if settings.database.pooler else ""
    if state != _PENDING:
        return limits
    connection.info["transaction"] = _OPEN
    return f"BEGIN;{_commit_mode(connection)}{limits}"


@contextmanager
def sharing_flushes(may_wait: Callable[[], bool]) -> Iterator[None]:
    """While `may_wait()` is true, commits of this thread do not wait for the disk.

    `flush` has to be called before the result of such a commit is sent. Behind a pooler that
    changes connections every commit waits: a crash of the server in between would not be noticed.
    """
    _kept.may_wait = None if settings.database.pooler else may_wait
    try:
        yield
    finally:
        _kept.may_wait = None


def _commit_mode(connection: Connection) -> str:
    waits = _kept.may_wait is None or not _kept.may_wait()
    connection.info["waits"] = waits
    _kept.unplaced = bool(settings.database.replicas)
    if waits:
        return ""
    _kept.unflushed = _kept.unflushed or _driver(connection)
    return _NO_WAIT


def must_flush(session: Session) -> None:
    """Note that this thread has read what another may have committed without waiting for the disk.

    A number that a client has seen would be given out again, if the server crashed now. And with
    replicas `position` has to cover it: a replica must not know less than the client has seen.
    """
    _kept.unplaced = bool(settings.database.replicas)
    if not settings.database.pooler:
        _kept.unflushed = _kept.unflushed or _driver(connection_of(session))


def unflushed() -> bool:
    """Whether this thread has committed or read something that `flush` has not seen yet."""
    return _kept.unflushed is not None or _kept.unplaced


def flush() -> None:
    """Make sure that what this thread committed or read is on disk, and on synchronous standbys.

    With replicas `position` covers all of it afterwards. Raises Lost or DBAPIError; then each of
    the commits may be lost.
    """
    driver, _kept.unflushed = _kept.unflushed, None
    unplaced, _kept.unplaced = _kept.unplaced, False
    if driver is None and not unplaced:
        return
    with reading() as session:
        if driver is not None and driver is not _driver(session.info["connection"]):
            raise Lost
        statement = _flush_statement(driver) if driver else ""
        if not unplaced:
            run(session, statement, {})
        else:  # behind the transaction, whose end is what flushes on some servers
            _ask_position(session, f"BEGIN;{statement};COMMIT;" if statement else "")


def _flush_statement(driver: Any) -> str:
    # In a transaction, because its end waits for standbys, if there are any.
    standbys = "current_setting('synchronous_standby_names') <> ''"
    before, message = "", f"{standbys}, 'flush', '', true"
    if driver.server_version < FLUSHES_WITHOUT_COMMIT:
        before, message = _AT_LEAST_DISK, "true, 'flush', ''"
    ahead = "pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn()"
    return f"{before}SELECT pg_logical_emit_message({message}) WHERE {standbys} OR {ahead}"


def position() -> int:
    """The primary's position that this thread has asked for last; 0 without replicas.

    It covers all that the last `flush` was for. Positions are compared as models.replica says.
    """
    return _kept.position


def newest() -> int:
    """The primary's position of now, or the last known when it does not answer.

    0 without replicas, where it is not asked. It covers each commit that has waited for the disk.
    """
    connection = _kept.connection
    if settings.database.replicas and connection is not None and not connection.closed:
        with suppress(DBAPIError), reading() as session:
            _ask_position(session)
    return _kept.position


def _ask_position(session: Session, before: str = "") -> None:
    _kept.position = run(session, before + PRIMARY_POSITION, {})[0][0]


def replica(uid: int) -> Replica | None:
    """Return the replica that answers a user's reads; None without replicas.

    Always the same one: another might know less than the user has seen.
    """
    if not settings.database.replicas:
        return None
    if _kept.replicas is None:
        _kept.replicas = [
            Replica(make_engine(url, 1), newest) for url in settings.database.replicas
        ]
    return _kept.replicas[uid % len(_kept.replicas)]


@contextmanager
def reading() -> Iterator[Session]:
    """A session without a transaction: every statement is one round trip."""
    with _connection() as connection:
        with Session(connection, autoflush=False, expire_on_commit=False) as session:
            session.info["connection"] = connection
            yield session


@contextmanager
def transaction(*, begun: bool = True) -> Iterator[Session]:
    """A session in one transaction, committed at the end and rolled back on any error.

    With begun=False it reads in autocommit until `begin` is called, if ever.
    """
    with _connection() as connection:
        if begun:
            connection.info["transaction"] = _PENDING
        try:
            with Session(connection, expire_on_commit=False) as session:
                session.info["connection"] = connection
                yield session
                session.flush()
                _end(connection, "COMMIT")
        except BaseException:
            _rollback(connection)
            raise
        finally:
            if not connection.closed:
                connection.info.pop("transaction", None)


def begin(session: Session) -> None:
    """Begin the transaction of a session that was opened with begun=False."""
    connection_of(session).info.setdefault("transaction", _PENDING)


def alone(session: Session) -> str:
    """The SQL in front of a writing statement that is a transaction of its own."""
    return _commit_mode(connection_of(session))


def is_open(session: Session) -> bool:
    """Whether the session's transaction has begun on the server."""
    return connection_of(session).info.get("transaction") == _OPEN


def transaction_is_over(session: Session) -> None:
    """Note that the session's last statement was a COMMIT of something written."""
    connection = connection_of(session)
    connection.info["transaction"] = None
    if connection.info.get("waits") and _kept.unflushed is _driver(connection):
        # The log is written in order: this flush also covered all earlier commits.
        _kept.unflushed = None


def _end(connection: Connection, word: str) -> None:
    if connection.info.get("transaction") == _OPEN:
        with traced.statement(word), _driver(connection).cursor() as cursor:
            cursor.execute(word)


def _rollback(connection: Connection) -> None:
    if connection.closed or connection.invalidated or _driver(connection).closed:
        return
    try:
        _end(connection, "ROLLBACK")
    except psycopg2.Error:
        # Its state is unknown, so it must not be used again.
        _give_up(connection)


def run(
    session: Session, statement: str, parameters: dict[str, Any], shown: str = ""
) -> list[tuple[Any, ...]]:
    """Run SQL on the driver itself, in the session's transaction. Raises DBAPIError.

    `shown`: what a trace says in place of the statement.
    """
    connection = connection_of(session)
    statement = _before(connection) + statement
    try:
        with traced.statement(shown or statement), _driver(connection).cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    except psycopg2.Error as error:
        raise kept.failure(connection, statement, error) from error


def retriable(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed at once: a conflict, or a lost connection.

    When the connection was lost during the COMMIT, it is unknown whether that was done.
    """
    lost = error.connection_invalidated or isinstance(error, InterfaceError)
    return lost or getattr(error.orig, "pgcode", None) in RETRIED_STATES


def gone(error: DBAPIError) -> bool:
    """Whether a row that the transaction refers to does not exist (any more)."""
    return getattr(error.orig, "pgcode", None) == GONE


def unreachable(error: DBAPIError) -> bool:
    """Whether the database cannot be reached, or is too slow to answer in time."""
    return isinstance(error, OperationalError) or error.connection_invalidated
