"""The figures that the job stores for the start page of operations."""

import json

from models import PayState, Report
from push import presence
from tasks.jobs import figures
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tests.factories import make_order, make_user

NOW = 1_700_000_000
HOUR, DAY = 3600, 86_400


def lines(redis_client):
    return [json.loads(line) for line in redis_client.lrange("figures", 0, -1)]


def test_an_empty_service(db, redis_client):
    assert figures.keep(Ctx(db, NOBODY, NOW)) == 0
    zeros = ("users", "orders", "hour", "day", "older", "sms", "alerts", "alarms")
    assert lines(redis_client) == [{"time": NOW} | dict.fromkeys(zeros, 0)]


def test_what_is_counted(db, redis_client):
    user = make_user(db)
    make_order(db, user)
    make_order(db, user, paystate=PayState.FAILED)
    ages = (0, HOUR - 1, HOUR, DAY - 1, DAY, 30 * DAY)
    for target, age in enumerate(ages, 1):
        columns = {"kind": "user", "target": target, "reason": "spam", "shown": {}}
        db.add(Report(uid=user.uid, time=NOW - age, **columns))
    closed = {"state": "dismissed", "closed_time": NOW}
    columns = {"kind": "post", "target": 9, "reason": "spam", "shown": {}}
    db.add(Report(uid=user.uid, time=NOW, **columns, **closed))
    db.flush()
    redis_client.hset("outcomes:sms", mapping={"code failed": 3, "code sent": 9, "alarm cap": 1})
    redis_client.hset("outcomes:apns", mapping={"txt failed": 2, "txt bad_token": 4})
    redis_client.hset("outcomes:jpush", "img failed", 5)
    redis_client.hset("outcomes:payment", mapping={"alarm amount": 2, "notice paid": 8})
    for front, uids, alive in (("a", (1, 2), True), ("b", (3,), True), ("dead", (4,), False)):
        redis_client.sadd(presence.FRONTS, front)
        redis_client.sadd(presence.front_users_key(front), *uids)
        if alive:
            redis_client.set(presence.front_key(front), 1)
    figures.keep(Ctx(db, NOBODY, NOW))
    (line,) = lines(redis_client)
    assert line == {
        "time": NOW, "users": 3, "orders": 1, "hour": 2, "day": 2, "older": 2,
        "sms": 3, "alerts": 7, "alarms": 3,
    }  # fmt: skip


def test_old_lines_go(db, redis_client, monkeypatch):
    monkeypatch.setattr(figures, "KEPT", 3)
    for minute in range(5):
        figures.keep(Ctx(db, NOBODY, NOW + minute))
    assert [line["time"] - NOW for line in lines(redis_client)] == [4, 3, 2]
