"""The result of the call behind /health and /metrics."""

from models import Event, Outbox
from models.event import EVENTS


def test_a_database_that_answers(call):
    result = call("http.health.canary").result
    assert result["database"] == "ok"
    assert result["seconds"] > 0
    assert result["overdue"] == 0


def test_an_outbox_that_is_late(db, call):
    for wait in (60, -45, 3600):
        Outbox.add(db, "jobs.sms.send_code", {}, 1_700_000_000, wait)
    assert call("http.health.canary", now=1_700_000_000).result["overdue"] == 45
    # A job that is due later is not late.
    assert call("http.health.canary", now=1_700_000_000 - 50).result["overdue"] == 0


def test_ids_of_a_table_that_gets_an_end(db, call):
    assert call("http.health.canary").result["ids_left"] == {}
    Event.record(db, [1], "add_friend", {"uid": 1}, 1)
    assert EVENTS.extend(db)
    assert 10_000_000 <= call("http.health.canary").result["ids_left"]["events"] < 12_000_000
