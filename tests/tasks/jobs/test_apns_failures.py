"""Alerts that Apple refuses, delays or never answers."""

import time
from collections import Counter

import pytest
from sqlalchemy import select

from models import Device, Outbox, UnreadMessage
from push import alerts
from push.alerts import Answer, Outcome
from tasks.jobs import apns as job
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import announcements
from tests.factories import (
    join,
    make_circle,
    make_device,
    make_user,
)
from tests.fixtures.apple import Refusal
from tests.tasks.jobs.alerting import FAILED, NOW, stored


class TestFailures:
    def test_only_what_failed_is_sent_again(self, db, people, send, work, sender):
        good, poor = make_device(db, people[1]), make_device(db, people[1])
        sender.answers[poor.device_token] = FAILED
        send()
        work()
        assert {one.token for one in sender.take()} == {good.device_token, poor.device_token}
        (row,) = stored(db, "again")
        assert row.due == NOW + 30
        del sender.answers[poor.device_token]
        work("again")
        assert [one.token for one in sender.take()] == [poor.device_token]
        assert db.scalars(select(Outbox)).all() == []

    def test_three_more_within_ten_minutes(self, db, people, send, work, sender):
        device = make_device(db, people[1])
        sender.answers[device.device_token] = FAILED
        send()
        now, times = NOW, []
        work()
        while rows := stored(db, "again"):
            now = rows[0].due
            times.append(now - NOW)
            work("again", now)
        assert len(times) == 3
        assert times[-1] < 600
        assert len(sender.sent) == 4

    @pytest.mark.parametrize("meanwhile", ["online", "read", "unregistered"])
    def test_not_any_more(self, db, people, send, work, sender, call, online, meanwhile):
        device = make_device(db, people[1])
        sender.answers[device.device_token] = FAILED
        send()
        work()
        sender.take()
        if meanwhile == "online":
            online(people[1])
        elif meanwhile == "read":
            call("message.read", uid=people[1].uid)
        else:
            db.delete(device)
            db.flush()
        work("again")
        assert sender.sent == []

    def test_a_crash_while_sending_sends_again(self, db, people, send, work, sender, monkeypatch):
        make_device(db, people[1])
        send()
        (row,) = stored(db, "alert")
        ctx = Ctx(db, NOBODY, NOW)
        arguments = row.args
        db.delete(row)
        job.alert(ctx, **arguments)
        assert ctx.after_commit is not None
        (standing_in,) = stored(db, "again")
        assert standing_in.due == NOW + job.CRASH_SECONDS
        work("again")
        assert len(sender.sent) == 1
        # the first worker was only slow
        ctx.after_commit.record(Ctx(db, NOBODY, NOW), [FAILED])
        assert stored(db, "again") == []

    @pytest.mark.parametrize(
        ("registered", "gone"), [(NOW - 1, True), (NOW, False), (NOW + 9, False)]
    )
    def test_a_bad_token(self, db, people, send, work, sender, registered, gone):
        bad = make_device(db, people[1], time=registered)
        sid = bad.sid
        sender.answers[bad.device_token] = Answer(Outcome.BAD_TOKEN, "Unregistered", NOW)
        send()
        work()
        assert (db.get(Device, sid) is None) is gone
        assert (db.scalars(select(UnreadMessage)).all() == []) is gone
        assert stored(db, "again") == []

    def test_a_bad_token_of_one_device_of_two(self, db, people, send, work, sender):
        bad, good = make_device(db, people[1]), make_device(db, people[1])
        sender.answers[bad.device_token] = Answer(Outcome.BAD_TOKEN, "BadDeviceToken", NOW)
        send()
        work()
        assert db.scalars(select(Device.sid)).all() == [good.sid]
        assert db.scalar(select(Device.shown_badge())) == 1

    def test_outcomes_are_counted(self, db, people, send, work, sender, redis_client):
        good, poor, bad = (make_device(db, people[1]) for _ in range(3))
        sender.answers[poor.device_token] = FAILED
        sender.answers[bad.device_token] = Answer(Outcome.BAD_TOKEN, "BadDeviceToken", NOW)
        send()
        work()
        assert redis_client.hgetall("outcomes:apns") == {
            "newmsg sent": "1",
            "newmsg failed": "1",
            "newmsg bad_token": "1",
        }
        assert good.sid


def test_a_thousand(db, work, redis_client, apple, apple_sender, monkeypatch):
    """Over one connection; Apple refuses some and closes it once: each arrives once."""
    monkeypatch.setattr(alerts, "sender", lambda: apple_sender)
    circle = make_circle(db)
    tokens = []
    for _ in range(1000):
        user = make_user(db)
        join(db, circle, user)
        tokens.append(make_device(db, user).device_token)
    gone, throttled, broken = tokens[10:60], tokens[300:340], tokens[700:730]
    for token in gone:
        apple.refusals[token].append(Refusal(410, "Unregistered", int(time.time())))
    for token in throttled:
        apple.refusals[token].append(Refusal(429, "TooManyRequests"))
    for token in broken:
        apple.refusals[token].extend([Refusal(500, "InternalServerError")] * 2)
    apple.drop_after = 350
    announcements.announce(Ctx(db, NOBODY, NOW), circle, "大家好")
    for name in ("alert_crowd", "again", "again", "again"):
        work(name)
    arrived = Counter(one.token for one in apple.arrived)
    assert set(arrived) == set(tokens) - set(gone)
    assert set(arrived.values()) == {1}
    assert apple.answers == {200: 950, 410: 50, 429: 40, 500: 60}
    assert apple.connections == 2
    assert apple.most_at_once > 20
    assert set(db.scalars(select(Device.device_token))) == set(tokens) - set(gone)
    assert db.scalars(select(Outbox)).all() == []
