"""Hot statements whose plan every connection keeps: planning costs more than running them."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias

from msgspec import Struct, defstruct
from sqlalchemy import Executable, Select
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from log import log
from models import kept
from models.db import alone, connection_of, run, transaction_is_over
from models.kept import STATEMENT_EXISTS, STATEMENT_UNKNOWN
from models.statements import value_names, with_placeholders
from settings import settings

_dialect = PGDialect_psycopg2()  # type: ignore[no-untyped-call]
P = ParamSpec("P")
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
TRIES = 3
"""Tries of a statement outside transactions, when a connection lost it or has it already."""


class Prepared:
    """A statement, prepared on each connection that runs it, and run on the driver itself.

    SQL with `%(name)s` for parameters, whose types the server infers unless they are cast; or a
    statement of SQLAlchemy Core, compiled here once because its execution costs several times the
    query. Rows are plain tuples of what psycopg2 gives, and changes that the session has not
    flushed yet are not visible to it.

    Behind a pooler that changes connections (DATABASE_POOLER) it is sent whole each time, and with
    `planned_anew`, for statements whose plan must depend on their values.
    """

    def __init__(self, statement: str | Executable, *, planned_anew: bool = False) -> None:
        self._planned_anew = planned_anew
        self._fixed: dict[str, Any] = {}
        """Values that a statement of SQLAlchemy has itself."""
        if isinstance(statement, Executable):
            compiled = statement.compile(dialect=_dialect)  # type: ignore[attr-defined]
            self._fixed = {
                key: value for key, value in compiled.params.items() if value is not None
            }
            statement = str(compiled)
        self._statement = statement
        fixed = tuple(self._fixed.items())
        self._name, self._definition, self._execution = kept.kept(statement, fixed)

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
        if self._planned_anew or settings.database.pooler:
            return run(db, before + self._statement + then, self._fixed | values)
        connection = connection_of(db)
        known = kept.known(connection)
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


def prepared(
    **types: TypeEngine[Any],
) -> Callable[[Callable[P, Executable]], Callable[Concatenate[Session, P], list[Any]]]:
    """Like `built_once`, for statements whose rows are to be plain tuples.

    @prepared(others=NUMBERS)
    def _friends(uid: Value, others: Value) -> Select[int]: ...

    rows = _friends(db, uid, others)
    """

    def keep(build: Callable[P, Executable]) -> Callable[Concatenate[Session, P], list[Any]]:
        names, built = value_names(build), with_placeholders(build, types)

        statement: Callable[..., Prepared] = cache(lambda **shape: Prepared(built(**shape)))

        @wraps(build)
        def rows(db: Session, *values: P.args, **shape: P.kwargs) -> list[Any]:
            return statement(**shape).all(db, **dict(zip(names, values, strict=True)))

        return rows  # type: ignore[return-value]

    return keep


def prepared_rows(
    base: type[Struct] = Struct, **types: TypeEngine[Any]
) -> Callable[[Callable[P, AnySelect]], Callable[Concatenate[Session, P], list[Any]]]:
    """Like `prepared`, with rows as plain objects, whose attributes are named like the columns.

    To load an object of a table costs ten times as much. `base`: a struct with further properties.
    """

    def keep(build: Callable[P, AnySelect]) -> Callable[Concatenate[Session, P], list[Any]]:
        built, found = with_placeholders(build, types), prepared(**types)(build)

        def make_kind(**shape: Any) -> type[Struct]:
            columns = [str(column.name) for column in built(**shape).selected_columns]
            return defstruct(f"Row_{build.__name__}", columns, bases=(base,))

        kind: Callable[..., type[Struct]] = cache(make_kind)

        @wraps(build)
        def rows(db: Session, *values: P.args, **shape: P.kwargs) -> list[Any]:
            make = kind(**shape)
            return [make(*row) for row in found(db, *values, **shape)]

        return rows  # type: ignore[return-value]

    return keep


@cache
def _suspect_a_pooler() -> None:
    log.warning("database changes connections", hint="a pooler needs DATABASE_POOLER=on")
