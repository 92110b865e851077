"""Statements that connections keep prepared."""

import pytest
from sqlalchemy.exc import DBAPIError

from models import db as database
from models.prepared import Prepared
from tests.fixtures.statements import watch

TWICE = Prepared("twice", "bigint, text", "SELECT 2 * $1, $2")


def test_prepared_once_for_each_connection(parallel):
    with database.reading() as db, watch(db) as seen:
        assert TWICE.all(db, 21, "a'b%") == [(42, "a'b%")]
        assert TWICE.all(db, 4, None) == [(8, None)]
    assert [statement.split()[0] for statement in seen] == ["PREPARE", "EXECUTE", "EXECUTE"]


def test_in_a_transaction(parallel):
    with database.transaction() as db, watch(db) as seen:
        assert TWICE.all(db, 1, "") == [(2, "")]
    assert seen[0].startswith("BEGIN;")


def test_a_connection_that_forgot_prepares_again(parallel):
    with database.reading() as db:
        for _ in range(2):
            assert TWICE.all(db, 3, "x") == [(6, "x")]
            database.run(db, "DEALLOCATE ALL", {})


def test_other_errors_pass(parallel):
    with database.reading() as db, pytest.raises(DBAPIError, match="invalid input"):
        TWICE.all(db, "no number", "x")
