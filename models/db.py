"""Connections to PostgreSQL: reads in autocommit, writes in one transaction at the edge.

psycopg2 would send BEGIN as a round trip of its own. Connections therefore run in autocommit and
a transaction's BEGIN rides in front of its first statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from settings import settings

STATEMENT_SECONDS = 10
"""No statement of a call runs longer; the caller gave up after 8 s."""

_PENDING, _OPEN = "pending", "open"
RETRIED_STATES = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: nothing was wrong with the call itself."""


@cache
def engine() -> Engine:
    """The process's engine, made at the first use (after a pool has forked)."""
    made = create_engine(
        settings.database_url,
        isolation_level="AUTOCOMMIT",
        pool_size=settings.database_pool,
        max_overflow=0,
        pool_reset_on_return=None,
        pool_use_lifo=True,
        connect_args={
            "application_name": "backend",
            "connect_timeout": 3,
            "keepalives_idle": 10,
            "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c timezone=UTC",
        },
    )
    event.listen(made, "before_cursor_execute", _begin, retval=True)
    return made


def _begin(
    connection: Connection,
    cursor: Any,
    statement: str,
    parameters: Any,
    context: Any,
    executemany: bool,
) -> tuple[str, Any]:
    if connection.info.get("transaction") == _PENDING:
        connection.info["transaction"] = _OPEN
        if executemany:
            cursor.execute("BEGIN")
        else:
            statement = f"BEGIN;{statement}"
    return statement, parameters


@contextmanager
def reading() -> Iterator[Session]:
    """A session without a transaction: every statement is one round trip."""
    with Session(engine(), autoflush=False, expire_on_commit=False) as session:
        yield session


@contextmanager
def transaction() -> Iterator[Session]:
    """A session in one transaction, committed at the end and rolled back on any error."""
    with engine().connect() as connection:
        connection.info["transaction"] = _PENDING
        try:
            with Session(connection, autoflush=True, expire_on_commit=False) as session:
                yield session
                session.flush()
            _end(connection, "COMMIT")
        except BaseException:
            _rollback(connection)
            raise
        finally:
            connection.info.pop("transaction", None)


def commit_with(session: Session, statement: str, parameters: dict[str, Any]) -> None:
    """Run the transaction's last statement and COMMIT in one round trip."""
    session.flush()
    connection = session.connection()
    connection.exec_driver_sql(f"{statement};COMMIT", parameters)
    connection.info["transaction"] = None


def _end(connection: Connection, word: str) -> None:
    if connection.info.get("transaction") == _OPEN:
        connection.exec_driver_sql(word)


def _rollback(connection: Connection) -> None:
    try:
        _end(connection, "ROLLBACK")
    except DBAPIError:
        # Whatever state it is in, the pool must not hand it out again.
        connection.invalidate()


def retriable(error: DBAPIError) -> bool:
    """Whether the transaction failed only because of another one."""
    return getattr(error.orig, "pgcode", None) in RETRIED_STATES


def unreachable(error: DBAPIError) -> bool:
    """Whether the database is away, or too slow to answer in time."""
    return isinstance(error, OperationalError) or error.connection_invalidated
