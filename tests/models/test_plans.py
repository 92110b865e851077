"""Pages of a user's own rows are found by the user, however tempting the primary key looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg2.extensions
import pytest
from sqlalchemy import text

from models import Message
from models.post import authors
from tests.factories import make_group, make_message, make_post, make_user

HOSTILE = ("random_page_cost = 1000", "enable_seqscan = off", "enable_bitmapscan = off")
"""Rows of one user lie apart, those of the primary key beside each other."""


@pytest.fixture
def planned(db):
    """The indexes that a piece of code uses under such costs."""

    def run(ask) -> set[str]:
        sent: list[bytes] = []

        class Keeping(psycopg2.extensions.cursor):
            def execute(self, query: str, values: Any = None) -> None:
                super().execute(query, values)
                sent.append(self.mogrify(query, values))

        for one in HOSTILE:
            db.execute(text(f"SET LOCAL {one}"))
        driver = db.connection().connection.dbapi_connection
        driver.cursor_factory = Keeping
        try:
            assert ask()
        finally:
            driver.cursor_factory = psycopg2.extensions.cursor
        found: set[str] = set()
        with driver.cursor() as cursor:
            for statement in sent:
                cursor.execute(b"EXPLAIN (FORMAT JSON) " + statement)
                found |= set(indexes(cursor.fetchone()[0][0]["Plan"]))
        return found

    return run


def indexes(plan: dict[str, Any]) -> Iterator[str]:
    if "Index Name" in plan:
        yield plan["Index Name"]
    for part in plan.get("Plans", ()):
        yield from indexes(part)


@pytest.fixture
def me(db):
    """A user who has a third of two tables."""
    people = [make_user(db) for _ in range(3)]
    posts = [make_post(db, user, make_group(db, user)) for user in people]
    for number in range(600):
        sender, receiver = people[number % 3], people[(number + 1) % 3]
        make_message(db, sender.uid, receiver.uid)
        posts[number % 3].reply_by(db, receiver.uid, "好", 7)
    db.flush()
    for table in ("messages", "post_replies", "posts"):
        db.execute(text(f"ANALYZE {table}"))
    return people[0].uid


def test_messages(db, me, planned):
    used = planned(lambda: Message.page(db, me, 0, None, 5))
    assert "ix_messages_toid_msgid" in used
    assert "pk_messages" not in used


def test_replies(db, me, planned):
    used = planned(lambda: authors.replies_to(db, me, 0, 5))
    assert "ix_post_replies_owner_replyid" in used
    assert "pk_post_replies" not in used
