"""Hot reads whose plan every connection keeps: making the plan costs more than running it."""

from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.db import run

UNKNOWN = "26000"
"""SQLSTATE of a prepared statement that this connection does not have (any more)."""


class Prepared:
    """A SELECT with parameters `$1`, `$2` of the given types, prepared where it is first used."""

    def __init__(self, name: str, types: str, sql: str) -> None:
        self.name = name
        self.definition = f"PREPARE {name} ({types}) AS {sql}"

    def all(self, db: Session, *values: Any) -> list[tuple[Any, ...]]:
        """Run it with a value for each parameter; rows are plain tuples."""
        try:
            return self._execute(db, values)
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", None) != UNKNOWN:
                raise
        # Somebody between us and the server reset the connection, or changed it for another.
        self._known(db).clear()
        return self._execute(db, values)

    def _execute(self, db: Session, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        if self.name not in self._known(db):
            run(db, self.definition, {})
            self._known(db).add(self.name)
        named = {f"p{number}": value for number, value in enumerate(values)}
        slots = ", ".join(f"%({name})s" for name in named)
        return run(db, f"EXECUTE {self.name}({slots})", named)

    def _known(self, db: Session) -> set[str]:
        connection = db.info.get("connection") or db.connection()
        known: set[str] = connection.info.setdefault("prepared", set())
        return known
