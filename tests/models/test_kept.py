"""Statements of SQLAlchemy whose plan each connection keeps."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, Text, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import User
from models import db as database
from models.kept import kept
from models.statements import NUMBERS, Value, built_once
from tests.factories import make_user
from tests.fixtures.statements import watch


@built_once(word=Text())
def _found(word: Value, uid: Value, *, constant: int) -> Select[str, int, User]:
    return select(word, literal(constant), User).where(User.uid == uid, User.sex < 2)


def found(db: Session, uid: int, constant: int = 1, word: str | None = "a'b%") -> list[Any]:
    rows = db.execute(*_found(word, uid, constant=constant))
    return [[word, number, user.uid] for word, number, user in rows]


def test_prepared_once_for_each_connection(parallel):
    with database.transaction() as db:
        uids = [make_user(db).uid for _ in range(2)]
    with database.reading() as db, watch(db) as seen:
        assert [found(db, uid) for uid in uids] == [[["a'b%", 1, uid]] for uid in uids]
        assert found(db, uids[0], word=None) == [[None, 1, uids[0]]]
    assert [one.split()[0] for one in seen] == ["PREPARE", "EXECUTE", "EXECUTE", "EXECUTE"]


def test_what_never_changes_is_part_of_the_plan(parallel):
    """Statements that differ in nothing else have the same text."""
    with database.transaction() as db:
        uid = make_user(db).uid
    with database.reading() as db:
        assert [found(db, uid, number)[0][1] for number in (3, 4, 3)] == [3, 4, 3]
    plan = kept("SELECT %(a)s, %(b)s, %(a)s, %(c)s", (("b", "it's"), ("c", -1)))
    assert plan.definition.endswith("SELECT $1, 'it''s', $1,  -1")
    assert plan.execution.endswith("(%(a)s)")


def test_a_transaction_begins_with_it(parallel):
    with database.transaction() as db, watch(db) as seen:
        found(db, 1)
    assert seen[0].startswith("BEGIN;PREPARE")


def test_a_connection_that_forgot_is_asked_again(parallel):
    with database.reading() as db:
        found(db, 1)
        database.run(db, "DEALLOCATE ALL", {})
        with pytest.raises(DBAPIError) as failure:
            found(db, 1)
        assert database.retriable(failure.value)
        assert found(db, 1) == []


def test_a_connection_that_has_it_already_is_no_obstacle(parallel):
    with database.reading() as db:
        with watch(db) as seen:
            found(db, 1)
        db.info["connection"].info.pop("prepared")  # as if another client had prepared it
        with pytest.raises(DBAPIError) as failure:
            found(db, 1)
        assert database.retriable(failure.value)
        assert found(db, 1) == []
    assert seen[0].startswith("PREPARE")


def test_behind_a_pooler_nothing_is_prepared(parallel, configure):
    configure("database", pooler=True)
    with database.reading() as db, watch(db) as seen:
        assert found(db, 1) == []
    assert not [one for one in seen if "PREPARE" in one]


@built_once(numbers=NUMBERS)
def _nobody(numbers: Value) -> Select[User]:
    return select(User).where(User.uid == numbers)


def test_an_error_of_the_statement_is_that_of_the_driver(parallel):
    with database.reading() as db:
        with pytest.raises(DBAPIError, match="operator does not exist") as failure:
            db.scalars(*_nobody([1])).all()
        assert not database.retriable(failure.value)
        assert found(db, 1) == []
