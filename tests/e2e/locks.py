"""Making the database wait."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from tests.fixtures.service import Service


@contextmanager
def locked_messages(service: Service) -> Iterator[None]:
    """Nobody can store a message."""
    with service.engine.begin() as connection:
        connection.execute(text("LOCK TABLE messages IN EXCLUSIVE MODE"))
        yield


def waits_for_a_lock(service: Service) -> bool:
    """Whether somebody waits for a lock that another transaction holds."""
    return bool(service.sql("SELECT 1 FROM pg_locks WHERE NOT granted"))
