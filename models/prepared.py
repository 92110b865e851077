"""Hot statements whose plan every connection keeps: planning costs more than running them."""

import re
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from log import log
from models.db import (
    STATEMENT_EXISTS,
    STATEMENT_UNKNOWN,
    alone,
    connection_of,
    run,
    transaction_is_over,
)
from settings import settings

_dialect = PGDialect_psycopg2()  # type: ignore[no-untyped-call]
_PARAMETER = re.compile(r"%\((\w+)\)s")
TRIES = 3
"""Tries of a statement outside transactions, when a connection lost it or has it already."""


class Prepared:
    """A statement, prepared on each connection that runs it, and run on the driver itself.

    SQL with `%(name)s` for parameters, whose types the server infers unless they are cast; or a
    statement of SQLAlchemy Core, compiled here once because its execution costs several times the
    query. Rows are plain tuples of what psycopg2 gives (numbers, text, arrays; no JSON columns),
    and changes that the session has not flushed yet are not visible to it.

    Behind a pooler that changes connections (DATABASE_POOLER) it is sent whole each time, and with
    `planned_anew`, for statements whose plan must depend on their values.
    """

    def __init__(self, statement: str | Executable, *, planned_anew: bool = False) -> None:
        self._planned_anew = planned_anew
        self._fixed: dict[str, Any] = {}
        if isinstance(statement, Executable):
            compiled = statement.compile(dialect=_dialect)  # type: ignore[attr-defined]
            self._fixed = {
                key: value for key, value in compiled.params.items() if value is not None
            }
            statement = str(compiled)
        self._statement = statement
        names = list(dict.fromkeys(_PARAMETER.findall(statement)))
        sql = _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
        self._name = f"p_{sha256(sql.encode()).hexdigest()[:16]}"
        self._definition = f"PREPARE {self._name} AS {sql}"
        values = ", ".join(f"%({name})s" for name in names)
        self._execution = f"EXECUTE {self._name}({values})" if names else f"EXECUTE {self._name}"

    def all(self, db: Session, **values: Any) -> list[tuple[Any, ...]]:
        """All rows. If the connection has lost the statement, a transaction has to be run again."""
        return self._run(db, values)

    def first(self, db: Session, **values: Any) -> tuple[Any, ...] | None:
        """The first row, None when there is none."""
        rows = self.all(db, **values)
        return rows[0] if rows else None

    def commit(self, db: Session, **values: Any) -> None:
        """Run it as the transaction's last statement, with COMMIT in the same round trip."""
        db.flush()
        self._run(db, values, ";COMMIT")
        transaction_is_over(db)

    def alone(self, db: Session, **values: Any) -> list[tuple[Any, ...]]:
        """All rows of a statement that is a transaction of its own, in a session without one.

        One that writes nothing flushes nothing, so earlier commits of a batch still need a flush.
        """
        return self._run(db, values, before=alone(db))

    def _run(
        self, db: Session, values: dict[str, Any], then: str = "", before: str = ""
    ) -> list[tuple[Any, ...]]:
        values = self._fixed | values
        if self._planned_anew or settings.database.pooler:
            return run(db, before + self._statement + then, values)
        connection = connection_of(db)
        known: set[str] = connection.info.setdefault("prepared", set())
        for _ in range(TRIES):
            try:
                return self._execute(db, known, (before, then), values)
            except DBAPIError as error:
                failure = error
            if not self._learn(known, failure) or connection.info.get("transaction"):
                break
        raise failure

    def _execute(
        self, db: Session, known: set[str], around: tuple[str, str], values: dict[str, Any]
    ) -> list[tuple[Any, ...]]:
        if self._name not in known:
            run(db, self._definition, {})
            known.add(self._name)
        before, then = around
        return run(db, before + self._execution + then, values, self._statement)

    def _learn(self, known: set[str], error: DBAPIError) -> bool:
        """Whether the same statement may succeed now.

        A pooler in front of the server may have reset the connection, or replaced it by another.
        """
        state = getattr(error.orig, "pgcode", None)
        if state == STATEMENT_UNKNOWN:
            known.clear()
        elif state == STATEMENT_EXISTS:  # the name depends on the text: it is the same statement
            known.add(self._name)
            _suspect_a_pooler()
        return state in {STATEMENT_UNKNOWN, STATEMENT_EXISTS}


@cache
def _suspect_a_pooler() -> None:
    log.warning("database changes connections", hint="a pooler needs DATABASE_POOLER=on")
