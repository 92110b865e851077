"""PostgreSQL is killed at random while calls share flushes.

No answered write is missing afterwards, and no number that a reader has shown is used again.

ROUNDS=200 in the environment asks for more kills.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from devtools.embedded import PostgresServer
from models import db as database
from models.prepared import Prepared
from tests.e2e.breakable import kill_server
from tests.fixtures import servers

ROUNDS = int(os.environ.get("ROUNDS", "6"))
BATCH = 12

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60 + 20 * ROUNDS)]

_TABLE = "CREATE TABLE written (id bigint PRIMARY KEY)"
_WRITE = Prepared("INSERT INTO written (id) VALUES (%(id)s)")
_FIND = "SELECT id FROM written"


@pytest.fixture
def postgres(server_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresServer]:
    """A durable server; `database` uses it in every thread that is new."""
    folder = server_folder
    server = PostgresServer(folder / "pg", folder / "pg.log", servers.current().register)
    server.start()
    monkeypatch.setattr(database, "_kept", database._Kept())
    url = make_url(server.url).set(drivername="postgresql+psycopg2")
    engine = database.make_engine(url.render_as_string(hide_password=False), 4)
    monkeypatch.setattr(database, "engine", lambda: engine)
    yield server
    engine.dispose()
    server.stop()


class Writer:
    """A worker that answers batches of writes until its database is gone."""

    def __init__(self) -> None:
        self.answered: list[int] = []
        self.written = 0
        self.wanted = 0
        self.enough = Event()

    def run(self) -> None:
        try:
            while True:
                self._batch(random.randint(1, BATCH))
        except (DBAPIError, database.Lost):
            self.enough.set()

    def _batch(self, size: int) -> None:
        ids = range(self.written, self.written + size)
        self.written += size
        last_waits = random.random() < 0.5
        for id_ in ids:
            waits = last_waits and id_ == ids[-1]
            with database.sharing_flushes(partial(bool, not waits)):
                with database.transaction() as db:
                    _WRITE.commit(db, id=id_)
        database.flush()
        self.answered += ids
        if len(self.answered) >= self.wanted:
            self.enough.set()


def restart(postgres: PostgresServer) -> None:
    postgres.start()
    # Connections to the killed server would end the next round before it has begun.
    database._kept.connection = None
    database.engine().dispose()


def stored() -> list[int]:
    """The numbers that a call with pages would show."""
    with database.reading() as db:
        found = [id_ for (id_,) in database.run(db, _FIND, {})]
        database.must_flush(db)
    database.flush()
    return found


def test_no_answered_write_is_missing(postgres: PostgresServer) -> None:
    writer = Writer()
    with database.reading() as db:
        database.run(db, _TABLE, {})
    for _ in range(ROUNDS):
        writer.enough.clear()
        writer.wanted = len(writer.answered) + random.randint(1, 40 * BATCH)
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(writer.run)
            assert writer.enough.wait(60)
            kill_server(postgres)
            writing.result(60)
        assert len(writer.answered) >= writer.wanted
        restart(postgres)
        assert set(writer.answered) <= set(stored())
    assert len(writer.answered) >= ROUNDS


def write_unflushed(ids: range) -> None:
    for id_ in ids:
        with database.sharing_flushes(lambda: True), database.transaction() as db:
            _WRITE.commit(db, id=id_)


def test_what_a_reader_has_shown_is_not_missing(postgres: PostgresServer) -> None:
    """Another worker has committed it, and has not flushed it yet."""
    with database.reading() as db:
        database.run(db, _TABLE, {})
    for number in range(3):
        ids = range(number * BATCH, (number + 1) * BATCH)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_unflushed, ids).result(60)
            shown = stored()
            kill_server(postgres)
        restart(postgres)
        assert set(ids) <= set(shown) <= set(stored())
