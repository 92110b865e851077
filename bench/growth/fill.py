"""Filling a migrated, empty database with skewed data; ids are chosen as sizes.py says."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from string import Template

from sqlalchemy import Connection, create_engine, make_url, text

from bench.growth.sizes import CITY, Sizes

NOW = 1_700_000_000
_STATEMENTS = Path(__file__).with_name("fill.sql")
# Sequences whose next value must be above the ids that were chosen.
_KEYS = (
    *(("users", "uid"), ("sessions", "sid"), ("groups", "gid"), ("posts", "postid")),
    *(("circles", "cid"), ("merchandise", "mid"), ("store_groups", "gid")),
)


def fill(url: str, sizes: Sizes, say: Callable[[str], None]) -> None:
    """Fill the migrated, empty database at an address, with places of now."""
    driver = make_url(url).set(drivername="postgresql+psycopg2")
    engine = create_engine(driver, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        _fill(connection, sizes, int(time.time()), say)
    engine.dispose()


def _fill(connection: Connection, sizes: Sizes, now: int, say: Callable[[str], None]) -> None:
    """Fill the database; the connection commits by itself. `now`: of the newest places."""
    connection.execute(text("SET session_replication_role = replica"))  # keys are not checked
    for statement in _statements(sizes, now):
        table = statement.partition("INSERT INTO ")[2].split()[0]
        say(f"  {table}: {connection.exec_driver_sql(statement).rowcount:,}")
    connection.execute(text("SET session_replication_role = DEFAULT"))
    for table, key in _KEYS:
        top = f"SELECT max({key}) FROM {table}"  # noqa: S608 - names of our own
        sequence = f"pg_get_serial_sequence('{table}', '{key}')"
        connection.exec_driver_sql(f"SELECT setval({sequence}, ({top}))")
    connection.execute(text("VACUUM ANALYZE"))


def _statements(sizes: Sizes, now: int) -> list[str]:
    filled = Template(_STATEMENTS.read_text()).substitute(_values(sizes, now))
    parts = filled.replace("%", "%%").split(";\n")
    return [part for part in parts if "INSERT INTO " in part]


def _values(sizes: Sizes, now: int) -> dict[str, str]:
    # Numbers as bigint: products of ids are larger than an integer.
    names = ("users", "crowd", "friends", "groups", "posts", "large_posts", "hot_post")
    numbers = {name: getattr(sizes, name) for name in names} | {"now": NOW, "fresh": now}
    values = {name: f"{value}::bigint" for name, value in numbers.items()}
    return values | {"lat": str(CITY[0]), "long": str(CITY[1])}
