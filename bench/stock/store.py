"""The stock peer's reads: rows of the same tables, through SQLAlchemy Core in autocommit."""

import os
from functools import cache
from typing import Any

from sqlalchemy import Engine, MetaData, Select, Table, bindparam, create_engine, make_url, select


@cache
def engine() -> Engine:
    """One engine per process; no transaction around a read, no ROLLBACK when it is returned."""
    url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg2")
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)


@cache
def table(name: str) -> Table:
    """A table as the migrations made it."""
    return Table(name, MetaData(), autoload_with=engine())


@cache
def user_by_id() -> Select[Any]:
    users = table("users")
    return select(users).where(users.c.uid == bindparam("uid"))


def user(uid: int) -> dict[str, Any] | None:
    """One row by its primary key."""
    with engine().connect() as connection:
        row = connection.execute(user_by_id(), {"uid": uid}).mappings().first()
    return dict(row) if row else None
