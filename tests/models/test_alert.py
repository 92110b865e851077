"""Taking further waiting jobs reads and locks each once, also with a bad plan."""

from __future__ import annotations

from sqlalchemy import select, text

from models import Outbox, alert
from tests.fixtures.statements import nodes

JOB, NOW = "jobs.apns.alert", 1_700_000_000
WORST = ("hashjoin", "mergejoin", "hashagg", "sort", "material")
"""The plan of a join without statistics: a loop that runs its inner part for each row."""


def store(db, count, tries=0, task=JOB):
    for number in range(count):
        due = [["newmsg", number, 1]]
        db.add(Outbox(task=task, args={"due": due}, create_time=NOW, due=NOW, tries=tries))
    db.flush()


def test_it_locks_once(db, statements):
    store(db, 40)
    for word in WORST:
        db.execute(text(f"SET LOCAL enable_{word} = off"))
    with statements() as seen:
        taken = alert.take_waiting(db, JOB, 10)
    assert len(taken) == 10
    (sent,) = seen
    with db.connection().connection.cursor() as cursor:
        values = {"task": JOB, "tries_1": 0, "limit": 10, "args_1": "due"}
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sent, values)
        plan = cursor.fetchone()[0][0]["Plan"]
    locks = [node["Actual Loops"] for node in nodes(plan) if node["Node Type"] == "LockRows"]
    assert locks == [1]


def test_the_oldest_that_nobody_has_begun(db):
    store(db, 3)
    store(db, 1, tries=1)
    store(db, 1, task="jobs.apns.again")

    assert sorted(alert.take_waiting(db, JOB, 2)) == [["newmsg", 0, 1], ["newmsg", 1, 1]]
    assert alert.take_waiting(db, JOB, 9) == [["newmsg", 2, 1]]
    assert len(db.scalars(select(Outbox.id)).all()) == 2


def test_a_job_about_several(db):
    due = [["board", 1, 1], ["board", 1, 2]]
    db.add(Outbox(task=JOB, args={"due": due}, create_time=NOW, due=NOW))
    db.flush()

    assert alert.take_waiting(db, JOB, 9) == due
