"""Commits that do not wait for the disk, and the one flush for all of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from models import Outbox
from models import db as database
from models.prepared import Prepared
from tests.fixtures.statements import watch

LAST = Prepared("INSERT INTO outbox (task, create_time, due) VALUES (%(task)s, 0, 0)")
INSERTED = "(pg_current_wal_insert_lsn() - '0/0')::bigint"

pytestmark = pytest.mark.usefixtures("parallel")


def write(*, may_wait: bool) -> list[str]:
    """One transaction; its statements."""
    with database.sharing_flushes(lambda: may_wait), database.transaction() as db:
        with watch(db, ("PREPARE",)) as seen:
            LAST.commit(db, task="t")
    return seen


def ask(statement: str) -> Any:
    with database.reading() as db:
        return database.run(db, statement, {})[0][0]


def test_one_flush_for_many():
    assert "SET LOCAL synchronous_commit=off" in write(may_wait=True)[0]
    write(may_wait=True)
    assert database.unflushed()
    written = ask("SELECT pg_current_wal_insert_lsn()")
    with database.reading() as db, watch(db) as seen:
        database.flush()
        database.flush()
    assert len(seen) == 1
    assert not database.unflushed()
    assert ask(f"SELECT pg_current_wal_flush_lsn() >= '{written}'")


def test_without_a_transaction_of_its_own(monkeypatch):
    """The question for servers before release 17."""
    monkeypatch.setattr(database, "FLUSHES_WITHOUT_COMMIT", 1_000_000)
    ask("SELECT set_config('synchronous_commit', 'on', false)")
    write(may_wait=True)
    written = ask("SELECT pg_current_wal_insert_lsn()")
    database.flush()
    assert ask(f"SELECT pg_current_wal_flush_lsn() >= '{written}'")


@pytest.mark.parametrize("mode", ["off", "on", "remote_apply"])
def test_where_commits_do_not_wait_by_default(monkeypatch, mode):
    """Before release 17 the commit is the flush, so `off` is raised; other modes stay."""
    monkeypatch.setattr(database, "FLUSHES_WITHOUT_COMMIT", 1_000_000)
    ask(f"SELECT set_config('synchronous_commit', '{mode}', false)")
    write(may_wait=True)
    written = ask("SELECT pg_current_wal_insert_lsn()")
    with database.reading() as db, watch(db) as seen:
        database.flush()
    assert ask(f"SELECT pg_current_wal_flush_lsn() >= '{written}'")
    (statement,) = seen
    inside = f"{statement};SELECT current_setting('synchronous_commit')"
    assert ask(inside) == ("on" if mode == "off" else mode)
    assert ask("SELECT current_setting('synchronous_commit')") == mode, "for this commit only"


def test_from_release_17_the_mode_is_left_alone():
    write(may_wait=True)
    with database.reading() as db, watch(db) as seen:
        database.flush()
    assert not any("set_config" in one for one in seen)


def test_the_last_one_waits_for_all():
    write(may_wait=True)
    assert not any("synchronous_commit" in one for one in write(may_wait=False))
    assert not database.unflushed()


def test_a_commit_that_writes_nothing_is_no_flush():
    write(may_wait=True)
    with database.sharing_flushes(lambda: False), database.transaction() as db:
        database.run(db, "SELECT 1", {})
    assert database.unflushed()


def test_others_wait():
    """Jobs, and other work in the same thread, wait for the disk."""
    write(may_wait=True)
    with database.transaction() as db, watch(db) as seen:
        Outbox.add(db, "t", {}, 0)
    assert not any("synchronous_commit" in one for one in seen)


def test_behind_a_pooler_every_commit_waits(configure):
    configure("database", pooler=True)
    assert not any("synchronous_commit" in one for one in write(may_wait=True))
    assert not database.unflushed()


def test_a_connection_that_broke_meanwhile(parallel):
    """The server may have crashed, too, so the commits may be lost."""
    write(may_wait=True)
    with parallel.database() as other:
        pid = ask("SELECT pg_backend_pid()")
        database.run(other, f"SELECT pg_terminate_backend({pid}, 10000)", {})
    with pytest.raises((database.Lost, DBAPIError)):
        database.flush()
    database.flush()


def test_a_connection_that_broke_and_was_replaced(parallel):
    write(may_wait=True)
    with parallel.database() as other:
        pid = ask("SELECT pg_backend_pid()")
        database.run(other, f"SELECT pg_terminate_backend({pid}, 10000)", {})
    with pytest.raises(DBAPIError):
        write(may_wait=False)
    write(may_wait=True)
    write(may_wait=False)
    with pytest.raises(database.Lost):
        database.flush()
    write(may_wait=True)
    database.flush()


def test_what_others_have_not_flushed_is_flushed_before_it_is_told(parallel):
    """A reader sees a commit of another worker that has not waited for the disk."""
    with parallel.database() as other:
        database.run(other, "SET synchronous_commit = off", {})
        database.run(other, "CREATE TABLE shown AS SELECT pg_current_wal_insert_lsn() AS lsn", {})
        # The reader may get the same connection: before release 17 it would not wait for the disk.
        database.run(other, "RESET synchronous_commit", {})
    with database.reading() as db:
        seen = database.run(db, "SELECT pg_current_wal_insert_lsn() FROM shown", {})[0][0]
        database.must_flush(db)
    assert database.unflushed()
    database.flush()
    assert ask(f"SELECT pg_current_wal_flush_lsn() >= '{seen}'")


def test_where_all_is_on_disk_nothing_is_written():
    """So that reads of an idle service cost no disk."""
    database.flush()
    ask("SELECT set_config('synchronous_commit', 'on', false)")
    write(may_wait=False)
    with database.reading() as db:
        database.must_flush(db)
        with watch(db) as seen:
            database.flush()
    assert seen
    assert not database.unflushed()


def test_a_statement_alone_that_writes_nothing_is_no_flush():
    write(may_wait=True)
    nothing = Prepared("INSERT INTO outbox (task, create_time, due) SELECT 't', 0, 0 WHERE false")
    with database.sharing_flushes(lambda: False), database.reading() as db:
        nothing.alone(db)
    assert database.unflushed()


@pytest.fixture
def replicated(configure) -> None:
    configure("database", replicas=("postgresql+psycopg2://nobody@127.0.0.1:1/none",))


@pytest.mark.parametrize("pooler", [False, True])
@pytest.mark.parametrize("may_wait", [False, True])
@pytest.mark.usefixtures("replicated")
def test_with_replicas_a_flush_tells_where_its_commits_stand(configure, pooler, may_wait):
    configure("database", pooler=pooler)
    ask("SELECT set_config('synchronous_commit', 'on', false)")
    # Asked before the commit: later the log has what others have written and not flushed.
    before = ask(f"SELECT {INSERTED}")
    write(may_wait=may_wait)
    assert database.unflushed()
    database.flush()
    assert not database.unflushed()
    assert database.position() >> 52 == 1, "the timeline of a server that was never promoted"
    assert database.position() & ((1 << 52) - 1) > before


@pytest.mark.usefixtures("replicated")
def test_with_replicas_a_read_of_the_primary_has_a_position_as_well():
    before = database.newest()
    write(may_wait=False)
    database.flush()
    with database.reading() as db:
        database.must_flush(db)
        with watch(db) as seen:
            database.flush()
    assert len(seen) == 1
    assert database.position() > before


@pytest.mark.usefixtures("replicated")
def test_a_primary_that_is_away_has_the_position_it_had(parallel):
    ask("SELECT 1")
    before = database.newest()
    assert before
    with parallel.database() as other:
        pid = ask("SELECT pg_backend_pid()")
        database.run(other, f"SELECT pg_terminate_backend({pid}, 10000)", {})
    assert [database.newest(), database.newest()] == [before, before]


def test_without_replicas_there_is_no_position():
    write(may_wait=False)
    assert not database.unflushed()
    with database.reading() as db, watch(db) as seen:
        assert database.newest() == 0
    assert not seen
