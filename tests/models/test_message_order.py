"""No message appears behind a reader's cursor: numbers of a receiver are drawn in commit order."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine
from sqlalchemy.orm import Session

from models import Message
from tests.factories import make_user

TEXT: dict[str, Any] = {"type": "txt", "content": "x", "time": 1}


@pytest.fixture
def database(parallel):
    """Gives sessions whose transactions end when the test says so."""
    engine = create_engine(parallel.url, poolclass=NullPool)
    return lambda: Session(engine)


@pytest.fixture
def people(database):
    with database() as db:
        uids = [make_user(db).uid for _ in range(3)]
        db.commit()
    return uids


def test_the_second_waits_for_the_first(database, people):
    """Two transactions by hand: the one that drew first commits last."""
    me, one, other = people
    drawn = []
    with ThreadPoolExecutor(1) as pool:
        with database() as first:
            drawn.append(Message.send(first, fromid=one, toid=me, **TEXT)[0].msgid)
            later = pool.submit(send, database, other, me)
            with database() as reader:
                assert Message.page(reader, me, 0, None, 10) == []
            assert not later.done()
            first.commit()
        drawn.append(later.result(10))
    assert drawn == sorted(drawn)


def send(database, fromid, toid):
    with database() as db:
        msgid = Message.send(db, fromid=fromid, toid=toid, **TEXT)[0].msgid
        db.commit()
    return msgid


def test_a_reader_by_cursor_misses_nothing_of_eight_writers(database, people):
    me, one, other = people
    sent: list[int] = []
    seen: list[int] = []
    over = threading.Event()

    def write(number: int) -> None:
        dice = random.Random(number)
        for _ in range(40):
            with database() as db:
                if dice.random() < 0.2:
                    rows, _ = Message.send_all(db, "x", one, [other, me], "all", 1)
                    mine = [row.msgid for row in rows if row.toid == me]
                else:
                    mine = [Message.send(db, fromid=one, toid=me, **TEXT)[0].msgid]
                over.wait(dice.random() / 500)  # time in which another one may commit first
                db.commit()
            sent.extend(mine)

    def read() -> None:
        while True:
            last = over.is_set()
            with database() as db:
                page = Message.page(db, me, max(seen, default=0), None, 1000)
                seen.extend(sorted(row.msgid for row in page))
            if last:
                return

    with ThreadPoolExecutor(9) as pool:
        reader = pool.submit(read)
        for writer in [pool.submit(write, number) for number in range(8)]:
            writer.result(60)
        over.set()
        reader.result(60)
    assert sorted(seen) == sorted(sent)
