"""The migrations make the tables that the models describe, and can be taken back."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event as Flag
from threading import Semaphore

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models import PARTITIONED, Base, Event, partitions
from models.event import EVENTS
from models.partitions import is_partition
from tests.fixtures import servers

ROOT = Path(__file__).parent.parent.parent
# migrations/env.py runs under Alembic only, so it cannot be imported for this
RELEASE_LOCK = 7_402_113_905

# Everything PostgreSQL knows of the tables, in its own words: CHECK texts, defaults, generated
# columns and partial indexes included, which a comparison by Alembic leaves out.
CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default,
               is_identity, identity_generation, generation_expression, collation_name
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
        SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        AND proname IN ('media_names', 'note_dropped_files')""",
    "options": """
        SELECT relname, reloptions::text FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'""",
}

Facts = dict[str, set[tuple[object, ...]]]


@pytest.fixture
def empty() -> Iterator[Connection]:
    """A connection to a database without tables."""
    address = servers.current().make_database(f"backend_test_{secrets.token_hex(4)}_empty")
    url = make_url(address).set(drivername="postgresql+psycopg2")
    engine = create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def config(connection: Connection) -> Config:
    """Alembic's configuration, bound to a connection."""
    made = Config(ROOT / "alembic.ini")
    made.attributes["connection"] = connection
    return made


def is_described(name: str | None, kind: str = "table", _: object = None) -> bool:
    """Whether the models describe a table of this name: partitions are made as rows come."""
    if kind != "table" or name is None:
        return True
    return "alembic" not in name and not is_partition(name, PARTITIONED)


def facts(connection: Connection) -> Facts:
    """The catalogue of the tables, without Alembic's own."""
    found = {
        kind: {tuple(row) for row in connection.execute(text(query)) if is_described(row[0])}
        for kind, query in CATALOGUE.items()
    }
    connection.commit()
    return found


def test_upgrade_makes_what_the_models_describe(empty: Connection) -> None:
    command.upgrade(config(empty), "head")
    empty.commit()
    migrated = facts(empty)
    compared = MigrationContext.configure(empty, opts={"include_name": is_described})
    assert compare_metadata(compared, Base.metadata) == []
    command.downgrade(config(empty), "base")
    empty.commit()

    Base.metadata.create_all(empty)
    empty.commit()
    described = facts(empty)
    for kind, rows in described.items():
        assert migrated[kind] == rows, kind


def test_downgrade_leaves_nothing(empty: Connection) -> None:
    command.upgrade(config(empty), "head")
    command.downgrade(config(empty), "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    command.upgrade(config(empty), "head")
    assert set(Base.metadata.tables) <= set(inspect(empty).get_table_names())


def test_groups_of_deleted_accounts_get_creators(empty: Connection) -> None:
    command.upgrade(config(empty), "0002")
    user = "INSERT INTO users (uid, phone, phone_national, create_time, changed_time) VALUES"
    member = "INSERT INTO group_members (gid, uid, state, type, time) VALUES"
    for statement in (
        f"{user} (1, '+861', '1', 1, 1), (2, '+862', '2', 1, 1), (3, '+863', '3', 1, 1)",
        "INSERT INTO groups (gid, creator, name, time) VALUES (5, 9, 'a', 1), (6, 9, 'b', 1)",
        "INSERT INTO groups (gid, creator, name, time) VALUES (7, 1, 'c', 1)",
        f"{member} (5, 1, 'left', 1, 1), (5, 2, 'member', 1, 3), (5, 3, 'member', 4, 2)",
        f"{member} (6, 1, 'removed', 1, 1), (7, 1, 'left', 0, 1), (7, 2, 'member', 1, 1)",
    ):
        empty.execute(text(statement))
    empty.commit()
    command.upgrade(config(empty), "head")
    groups = empty.execute(text("SELECT gid, creator FROM groups ORDER BY gid")).all()
    types = empty.execute(text("SELECT gid, uid, type FROM group_members ORDER BY gid, uid")).all()
    assert groups == [(5, 3), (7, 1)]
    assert types == [(5, 1, 1), (5, 2, 1), (5, 3, 0), (7, 1, 0), (7, 2, 1)]


def test_events_are_stored_and_read_while_they_get_partitions(new_database, monkeypatch) -> None:
    monkeypatch.setattr(partitions, "SMALLEST", 10)
    monkeypatch.setattr(partitions, "RESERVE", 10)
    engine = create_engine(make_url(new_database()).set(drivername="postgresql+psycopg2"))
    # A reserve of ten ids is used up in no time: there are two more for each step of the job.
    writes, done = Semaphore(20), Flag()
    with engine.connect() as connection:
        command.downgrade(config(connection), "0024")
        connection.commit()
        with ThreadPoolExecutor() as pool:
            calls = [pool.submit(_use_events, engine, uid, writes, done) for uid in (1, 2)]
            try:
                command.upgrade(config(connection), "head")
                connection.commit()
                for _ in range(40):
                    writes.release(2)
                    _extend(connection)
            finally:
                done.set()
                writes.release(2)
        told = [eid for call in calls for eid in call.result()]
        kept = connection.scalars(text("SELECT eid FROM events ORDER BY eid")).all()
        assert kept == sorted(told)
        assert len(EVENTS.partitions(Session(connection))) > 1
    engine.dispose()


def _use_events(engine: Engine, uid: int, writes: Semaphore, done: Flag) -> list[int]:
    """Record events and read each at once, as calls do, until it is enough; their eids."""
    told: list[int] = []
    while writes.acquire() and not done.is_set():
        with Session(engine) as session, session.begin():
            told += [one.eid for one in Event.record(session, [uid], "add_friend", {"uid": 1}, 1)]
        with Session(engine) as session:
            assert Event.page(session, uid, 0, None, 1)[0].eid == told[-1]
    return told


def _extend(connection: Connection) -> bool:
    with Session(connection) as session, session.begin():
        return EVENTS.extend(session)


def test_one_release_at_a_time(empty: Connection) -> None:
    hold = text("SELECT pg_advisory_xact_lock(:key)")
    with empty.engine.connect() as other:
        other.execute(hold, {"key": RELEASE_LOCK})
        empty.execute(text("SET statement_timeout = '200ms'"))
        empty.commit()
        with pytest.raises(OperationalError, match="pg_advisory"):
            command.upgrade(config(empty), "head")
        empty.rollback()
    command.upgrade(config(empty), "head")
    assert "users" in inspect(empty).get_table_names()


@pytest.mark.parametrize(
    "file",
    [*(ROOT / "migrations/versions").glob("*.py"), ROOT / "migrations/script.py.mako"],
    ids=lambda path: path.name,
)
def test_every_migration_gives_up_on_locks(file: Path) -> None:
    assert file.read_text().count("SET LOCAL lock_timeout") == 2


def test_one_line_of_revisions() -> None:
    heads = ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_heads()
    assert len(heads) == 1
