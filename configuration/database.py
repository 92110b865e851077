"""PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import REQUIRED, Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Database(Group):
    title = "Database"

    url: str = setting(
        "DATABASE_URL", kinds.database, REQUIRED, "PostgreSQL, e.g. postgres://user@host/name"
    )
    pool: int = setting(
        "DATABASE_POOL",
        kinds.positive,
        5,
        "database connections per worker process, at most",
    )
    replicas: tuple[str, ...] | None = setting(
        "DATABASE_REPLICA_URL",
        kinds.databases,
        None,
        "streaming replicas of that database for functions that only read, one or several with"
        " commas between them",
    )
    pooler: bool = setting(
        "DATABASE_POOLER",
        kinds.flag,
        False,
        "on behind a pooler that gives each transaction another connection (PgBouncer's transaction"
        " mode): nothing is prepared by name, and limits are set in each transaction",
    )
