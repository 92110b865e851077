"""Run by Alembic: connects, and lets only one release migrate at a time."""

import logging
import sys
from logging.config import fileConfig
from typing import Any

from alembic import context
from psycopg2.errors import DiskFull
from sqlalchemy import Connection, create_engine, pool, text
from sqlalchemy.exc import OperationalError

import telemetry
from models import PARTITIONED, Base
from models.partitions import is_partition
from settings import settings

# An arbitrary number, which must be the same in every release of this service.
RELEASE_LOCK = 7_402_113_905


def is_described(name: str | None, kind: str, _: Any) -> bool:
    """Whether the models describe it: partitions are made as rows come."""
    return not (kind == "table" and name and is_partition(name, PARTITIONED))


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction that holds the release lock."""
    context.configure(
        connection=connection, target_metadata=Base.metadata, include_name=is_described
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RELEASE_LOCK})
        context.run_migrations()


def online() -> None:
    """Migrate the database behind DATABASE_URL, or the connection a test hands over."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    telemetry.start("release")
    engine = create_engine(settings.database.url, poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            migrate(connection)
    except OperationalError as error:
        if not (said := advice(error)):
            raise
        logging.getLogger("alembic").error(said)  # noqa: TRY400 - the sentence is all that helps
        sys.exit(1)
    engine.dispose()


def advice(error: OperationalError) -> str:
    """What to do where the database's machine is at fault and no traceback helps; "" elsewhere."""
    if isinstance(error.orig, DiskFull):
        return "the database's disk is full: make room there, and run the migrations again."
    if error.connection_invalidated:
        return "the database ended the connection: see its log, and run the migrations again."
    return ""


def offline() -> None:
    """Print the SQL instead of running it."""
    context.configure(url=settings.database.url, target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.config.config_file_name and "connection" not in context.config.attributes:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)

offline() if context.is_offline_mode() else online()
