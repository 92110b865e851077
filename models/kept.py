"""Plans that connections keep: planning most statements costs more than running them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import psycopg2
from psycopg2.extensions import adapt
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

PARAMETERS = "parameters_of_kept_plan"
"""An execution option of statements of SQLAlchemy: keep the plan. Its value are the names of the
parameters that differ from one execution to the next; what else the statement has stays as it is,
so that the plan may use an index that is only for that."""
STATEMENT_UNKNOWN, STATEMENT_EXISTS = "26000", "42P05"
"""SQLSTATE when a connection does not know a prepared statement (any more), or knows it already."""
_PARAMETER = re.compile(r"%\((\w+)\)s")


class Kept(NamedTuple):
    """How a statement is sent: its definition once on each connection, then its execution."""

    name: str
    definition: str
    execution: str


@lru_cache(2048)
def kept(statement: str, fixed: tuple[tuple[str, Any], ...] = ()) -> Kept:
    """The parts of a statement with `%(name)s` for parameters.

    The server infers their types unless they are cast. `fixed`: values that never change.
    """
    values = {name: adapt(value).getquoted().decode() for name, value in fixed}
    names = [one for one in dict.fromkeys(_PARAMETER.findall(statement)) if one not in values]
    places = values | {name: f"${number}" for number, name in enumerate(names, 1)}
    sql = _PARAMETER.sub(lambda found: places[found[1]], statement)
    name = f"p_{sha256(sql.encode()).hexdigest()[:16]}"
    given = f"({', '.join(f'%({one})s' for one in names)})" if names else ""
    return Kept(name, f"PREPARE {name} AS {sql}", f"EXECUTE {name}{given}")


def known(connection: Connection) -> set[str]:
    """The names that a connection has prepared."""
    names: set[str] = connection.info.setdefault("prepared", set())
    return names


def execution(
    connection: Connection,
    cursor: Any,
    statement: str,
    parameters: Mapping[str, Any],
    own: Iterable[str],
    before: str,
) -> str:
    """Prepare a statement where this was not done yet; return the SQL of its execution.

    `own`: the names in PARAMETERS; `before`: the SQL in front of it. Raises DBAPIError.
    """
    fixed = tuple((name, value) for name, value in parameters.items() if name not in own)
    name, definition, sent = kept(statement, fixed)
    names = known(connection)
    if name not in names:
        try:
            cursor.execute(before + definition, {})
        except psycopg2.Error as error:
            if error.pgcode == STATEMENT_EXISTS:  # the name depends on the text: it is the same
                names.add(name)
            raise failure(connection, definition, error) from error
        names.add(name)
        before = ""
    return before + sent


def failure(connection: Connection, statement: str, error: psycopg2.Error) -> DBAPIError:
    """The error of the driver as SQLAlchemy would raise it."""
    lost = bool(connection.closed or connection.connection.dbapi_connection.closed)  # type: ignore[union-attr]
    found = DBAPIError.instance(statement, None, error, psycopg2.Error, connection_invalidated=lost)
    assert isinstance(found, DBAPIError)
    return found


def watch(engine: Engine) -> None:
    """Prepare statements again on connections that have lost them."""
    event.listen(engine, "handle_error", _forget)


def _forget(about: Any) -> None:
    if getattr(about.original_exception, "pgcode", None) == STATEMENT_UNKNOWN:
        known(about.connection).clear()
