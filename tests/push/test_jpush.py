"""Sending to Jiguang: our credentials, and every answer handled."""

from __future__ import annotations

import time

import pytest

from push.alerts import Answer, Outcome, Platform
from push.alerts import line as lines
from push.alerts.jpush import Jiguang
from tests.fixtures.carrier import Answered
from tests.fixtures.jiguang import refusal
from tests.push.test_apns import alert as any_alert

SENT = Answer(Outcome.SENT)


def alert(number=1, **values):
    return any_alert(number, platform=Platform.JPUSH, token=f"1104a89792a1{number}", **values)


@pytest.fixture
def sender(jiguang_sender):
    return jiguang_sender


def test_what_arrives(sender, jiguang):
    assert sender.send([alert(7)]) == [SENT]
    (push,) = jiguang.arrived
    assert push == {
        "platform": "android",
        "audience": {"registration_id": ["1104a89792a17"]},
        "notification": {
            "android": {
                "alert": "小明:第7条",
                "badge_set_num": 3,
                "extras": {"type": "newmsg", "msgid": 7},
            }
        },
        "options": {"time_to_live": 86_400},
    }


def test_badges(sender, jiguang, configure):
    configure("jpush", badge_class="com.example.Main")
    assert sender.send([alert(badge=100)]) == [SENT]
    shown = jiguang.arrived[0]["notification"]["android"]
    assert (shown["badge_set_num"], shown["badge_class"]) == (99, "com.example.Main")


@pytest.mark.parametrize(
    ("refused", "outcome", "wait"),
    [
        (refusal(400, 1011, "cannot find user by this audience"), "bad_token", 0),
        (refusal(400, 1003, "The registration_id is invalid"), "bad_token", 0),
        (refusal(400, 1003, "time_to_live is invalid"), "failed", 0),
        (refusal(429, 2002, "Rate limit exceeded", x_rate_limit_reset="42"), "failed", 42),
        (
            refusal(429, 2002, "Rate limit exceeded", x_rate_limit_reset="9999"),
            "failed",
            lines.MOST_PAUSE,
        ),
        (refusal(500, 1000, "System error"), "failed", 0),
        (refusal(503, 1030, "Timeout"), "failed", 0),
        (Answered(502), "failed", 0),
        (Answered(400, {"error": "no"}), "failed", 0),
    ],
)
def test_refusals(sender, jiguang, refused, outcome, wait):
    jiguang.refusals[alert(2).token].append(refused)
    before = int(time.time())
    told = sender.send([alert(number) for number in range(4)])
    assert [one.outcome for one in told] == ["sent", "sent", outcome, "sent"]
    assert told[2].wait == wait
    assert told[2].reason
    if outcome == "bad_token":
        assert before <= told[2].time <= time.time()
    assert sender.send([alert(2)]) == [SENT]


def test_a_wrong_secret(sender, jiguang, configure):
    configure("jpush", master_secret="another")
    stranger = Jiguang()
    assert stranger.send([alert()]) == [Answer(Outcome.FAILED, "code 1004")]
    stranger.close()


def test_many_over_few_connections(sender, jiguang):
    assert sender.send([alert(number) for number in range(60)]) == [SENT] * 60
    assert len(jiguang.arrived) == 60
    assert jiguang.connections <= lines.CONNECTIONS
