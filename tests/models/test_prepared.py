"""Statements that connections keep prepared."""

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError

from models import User
from models import db as database
from models.prepared import Prepared
from tests.factories import make_user
from tests.fixtures.statements import watch

TWICE = Prepared("SELECT 2 * %(number)s, %(word)s::text")


def test_prepared_once_for_each_connection(parallel):
    with database.reading() as db, watch(db) as seen:
        assert TWICE.all(db, number=21, word="a'b%") == [(42, "a'b%")]
        assert TWICE.all(db, number=4, word=None) == [(8, None)]
    assert [statement.split()[0] for statement in seen] == ["PREPARE", "EXECUTE", "EXECUTE"]


def test_in_a_transaction(parallel):
    with database.transaction() as db, watch(db) as seen:
        assert TWICE.all(db, number=1, word="") == [(2, "")]
    assert seen[0].startswith("BEGIN;")


def test_a_connection_that_forgot_prepares_again(parallel):
    with database.reading() as db:
        for _ in range(2):
            assert TWICE.all(db, number=3, word="x") == [(6, "x")]
            database.run(db, "DEALLOCATE ALL", {})


def test_a_transaction_that_forgot_is_run_again(parallel):
    def run() -> list[tuple[int, str]]:
        with database.transaction() as db:
            return TWICE.all(db, number=3, word="x")

    with database.reading() as db:
        TWICE.all(db, number=3, word="x")
        database.run(db, "DEALLOCATE ALL", {})
    with pytest.raises(DBAPIError) as failure:
        run()
    assert database.retriable(failure.value)
    assert run() == [(6, "x")]


def test_a_connection_that_has_it_already_is_no_obstacle(parallel):
    """A pooler gave us a connection that another client used."""
    with database.reading() as db:
        database.run(db, TWICE._definition, {})
        assert TWICE.all(db, number=3, word="x") == [(6, "x")]


def test_a_transaction_that_has_it_already_is_run_again(parallel):
    def run() -> list[tuple[int, str]]:
        with database.transaction() as db:
            return TWICE.all(db, number=3, word="x")

    with database.reading() as db:
        database.run(db, TWICE._definition, {})
    with pytest.raises(DBAPIError) as failure:
        run()
    assert database.retriable(failure.value)
    assert run() == [(6, "x")]


def test_behind_a_pooler_nothing_is_prepared_and_limits_travel_along(parallel, configure):
    configure("database", pooler=True)
    show = Prepared("SELECT current_setting('statement_timeout'), current_setting('timezone')")
    with database.reading() as db, watch(db) as seen:
        database.run(db, "SET statement_timeout = 0; SET timezone = 'Asia/Shanghai'", {})
        assert show.all(db) == [("10s", "UTC")]
    with database.transaction() as db:
        assert show.all(db) == [("10s", "UTC")]
        assert TWICE.all(db, number=3, word="x") == [(6, "x")]
    assert not [statement for statement in seen if "PREPARE" in statement]


def test_of_sqlalchemy(parallel):
    query = select(User.uid).where(User.uid == bindparam("uid"), User.sex < 2).limit(1)
    with database.reading() as db:
        uid = make_user(db).uid
        db.flush()
        assert Prepared(query).first(db, uid=uid) == (uid,)
        assert Prepared(query).first(db, uid=uid + 1) is None


def test_commits(parallel):
    add = Prepared("INSERT INTO dropped_files (name, time) VALUES (%(name)s, 1)")
    with database.transaction() as db:
        add.commit(db, name="picture")
    with database.reading() as db:
        assert database.run(db, "SELECT name FROM dropped_files", {}) == [("picture",)]


def test_other_errors_pass(parallel):
    with database.reading() as db, pytest.raises(DBAPIError, match="invalid input"):
        TWICE.all(db, number="no number", word="x")
