"""What all tests rely on: databases that are rolled back, and servers of their own."""

import os
from collections.abc import Callable

import psycopg2
import pytest
import redis
from sqlalchemy import text
from sqlalchemy.orm import Session


@pytest.mark.parametrize("attempt", [1, 2])
def test_a_committed_row_is_gone_in_the_next_test(db: Session, attempt: int) -> None:
    db.execute(text("CREATE TABLE scratch (n int)"))
    db.execute(text("INSERT INTO scratch VALUES (1)"))
    db.commit()

    assert db.scalar(text("SELECT count(*) FROM scratch")) == 1


@pytest.mark.parametrize("attempt", [1, 2])
def test_redis_is_empty_at_the_start(redis_client: redis.Redis, attempt: int) -> None:
    assert redis_client.dbsize() == 0
    redis_client.set("left", "over")


def test_processes_of_one_run_share_no_database(database_url: str) -> None:
    assert os.environ.get("PYTEST_XDIST_WORKER", "main") in database_url


def test_a_new_database_is_another_one(new_database: Callable[[], str], database_url: str) -> None:
    first, second = new_database(), new_database()

    assert len({first, second, database_url}) == 3
    for url in (first, second):
        psycopg2.connect(url).close()
