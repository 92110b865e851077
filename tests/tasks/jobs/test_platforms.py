"""A user with devices of three platforms: one alert for each, by the same rules."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from models import Device, Outbox
from push import alerts
from push.alerts import Answer, Outcome, Platform
from push.alerts.platforms import Platforms
from tests.factories import make_device
from tests.fixtures import google as google_twin
from tests.fixtures import jiguang as jiguang_twin
from tests.fixtures.apple import Refusal
from tests.tasks.jobs.alerting import NOW, stored

TOKENS = {"ios": "0a" * 32, "fcm": "cX-1:APA91b" + "_x" * 70, "jpush": "1104a89792a1d8d2a3f"}


@pytest.fixture
def devices(db, people):
    return {
        platform: make_device(db, people[1], token, platform=platform, badge=number)
        for number, (platform, token) in enumerate(TOKENS.items())
    }


@pytest.fixture
def carriers(monkeypatch, apple_sender, google_sender, jiguang_sender):
    """The real senders, with the twins as carriers."""
    senders = dict(zip(Platform, (apple_sender, google_sender, jiguang_sender), strict=True))
    monkeypatch.setattr(alerts, "sender", lambda: Platforms(senders))


@pytest.fixture
def arrived(carriers, apple, google, jiguang):
    """What devices were shown since the last time, by platform: texts with badges."""

    def take():
        shown = {
            "ios": [(one.body["aps"]["alert"], one.body["aps"]["badge"]) for one in apple.arrived],
            "fcm": [
                (one["notification"]["body"], one["android"]["notification"]["notification_count"])
                for one in google.arrived
            ],
            "jpush": [
                (one["notification"]["android"][key], one["notification"]["android"][badge])
                for one in jiguang.arrived
                for key, badge in [("alert", "badge_set_num")]
            ],
        }
        for twin in (apple, google, jiguang):
            twin.arrived.clear()
        return shown

    return take


def test_one_alert_for_each_device(db, devices, send, work, arrived):
    send()
    assert work() == 1
    text = "小明:你好"
    assert arrived() == {"ios": [(text, 1)], "fcm": [(text, 2)], "jpush": [(text, 3)]}
    assert db.scalars(select(Outbox)).all() == []


def test_online(people, devices, send, work, arrived, online):
    online(people[1])
    send()
    work()
    assert arrived() == {"ios": [], "fcm": [], "jpush": []}


def test_only_what_failed_is_sent_again(
    db, devices, send, work, arrived, apple, google, jiguang, redis_client
):
    google.refusals[TOKENS["fcm"]].append(google_twin.refusal(500, "INTERNAL"))
    send()
    work()
    assert Counter({key: len(shown) for key, shown in arrived().items()}) == Counter(ios=1, jpush=1)
    assert redis_client.hgetall("outcomes:apns") == {"newmsg sent": "1"}
    assert redis_client.hgetall("outcomes:fcm") == {"newmsg failed": "1"}
    assert redis_client.hgetall("outcomes:jpush") == {"newmsg sent": "1"}
    work("again")
    assert {key: len(shown) for key, shown in arrived().items()} == {"ios": 0, "fcm": 1, "jpush": 0}
    assert redis_client.hgetall("outcomes:fcm") == {"newmsg failed": "1", "newmsg sent": "1"}


def test_bad_tokens_of_all(db, devices, send, work, arrived, apple, google, jiguang):
    apple.refusals[TOKENS["ios"]].append(Refusal(410, "Unregistered"))
    google.refusals[TOKENS["fcm"]].append(google_twin.refusal(404, "UNREGISTERED"))
    jiguang.refusals[TOKENS["jpush"]].append(jiguang_twin.refusal(400, 1011))
    send()
    work()
    assert db.scalars(select(Device)).all() == []
    assert db.scalars(select(Outbox)).all() == []


def test_who_asks_to_wait_is_left_alone_for_so_long(db, devices, send, work, sender):
    failed = [Answer(Outcome.FAILED, "busy", wait=wait) for wait in (0, 10, 300)]
    sender.answers = dict(zip(TOKENS.values(), failed, strict=True))
    send()
    work()
    rows = {row.due - NOW: {one[3] for one in row.args["due"]} for row in stored(db, "again")}
    assert rows == {
        30: {devices["ios"].sid, devices["fcm"].sid},
        300: {devices["jpush"].sid},
    }
