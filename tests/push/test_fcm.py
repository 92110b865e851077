"""Sending to Google: an access token that is kept, one connection, every answer handled."""

from __future__ import annotations

import time

import pytest

from push.alerts import Answer, Outcome, Platform
from push.alerts import line as lines
from push.alerts.fcm import THROTTLED_SECONDS
from tests.fixtures.carrier import Answered
from tests.fixtures.google import refusal
from tests.push.test_apns import alert as any_alert

SENT = Answer(Outcome.SENT)


def alert(number=1, **values):
    return any_alert(number, platform=Platform.FCM, token=f"c{number}:APA91b-_x", **values)


@pytest.fixture
def sender(google_sender):
    return google_sender


def test_what_arrives(sender, google):
    assert sender.send([alert(7)]) == [SENT]
    (message,) = google.arrived
    assert message == {
        "token": "c7:APA91b-_x",
        "notification": {"body": "小明:第7条"},
        "data": {"type": "newmsg", "msgid": "7"},
        "android": {
            "priority": "HIGH",
            "ttl": "86400s",
            "notification": {"tag": "newmsg-7", "sound": "default", "notification_count": 3},
        },
    }


def test_the_access_token_and_the_connection_are_kept(sender, google):
    for number in range(3):
        assert sender.send([alert(number), alert(number + 10)]) == [SENT, SENT]
    assert len(google.access_tokens) == 1
    # One of the connections is for the token.
    assert google.connections == 2


def test_an_access_token_that_google_ended(sender, google):
    sender.send([alert(1)])
    google.access_tokens.append("another")
    (told,) = sender.send([alert(2)])
    assert (told.outcome, told.reason) == (Outcome.FAILED, "UNAUTHENTICATED")
    assert sender.send([alert(2)]) == [SENT]
    assert [one["token"] for one in google.arrived] == [alert(1).token, alert(2).token]


def test_no_access_token(sender, google):
    google.withdrawn = True
    told = sender.send([alert(1), alert(2)])
    assert told == [Answer(Outcome.FAILED, "no access token")] * 2
    google.withdrawn = False
    assert sender.send([alert(1)]) == [SENT]


@pytest.mark.parametrize(
    ("refused", "outcome", "wait"),
    [
        (refusal(404, "UNREGISTERED", name="NOT_FOUND"), "bad_token", 0),
        (refusal(400, "INVALID_ARGUMENT", field="message.token"), "bad_token", 0),
        (
            refusal(400, "INVALID_ARGUMENT", name="not a valid FCM registration token"),
            "bad_token",
            0,
        ),
        (refusal(400, "INVALID_ARGUMENT", field="message.data"), "failed", 0),
        (refusal(403, "SENDER_ID_MISMATCH"), "failed", 0),
        (refusal(429, "QUOTA_EXCEEDED"), "failed", THROTTLED_SECONDS),
        (refusal(429, "QUOTA_EXCEEDED", retry_after="90"), "failed", 90),
        (refusal(503, "UNAVAILABLE", retry_after="20"), "failed", 20),
        (refusal(503, "UNAVAILABLE", retry_after="99999999"), "failed", lines.MOST_PAUSE),
        (refusal(503, "UNAVAILABLE", retry_after="Wed, 21 Oct"), "failed", 0),
        (refusal(500, "INTERNAL"), "failed", 0),
        (refusal(401, "THIRD_PARTY_AUTH_ERROR"), "failed", 0),
        (Answered(502), "failed", 0),
        (Answered(404, {"error": "gone"}), "failed", 0),
    ],
)
def test_refusals(sender, google, refused, outcome, wait):
    google.refusals[alert(2).token].append(refused)
    before = int(time.time())
    told = sender.send([alert(number) for number in range(4)])
    assert [one.outcome for one in told] == ["sent", "sent", outcome, "sent"]
    assert told[2].wait == wait
    assert told[2].reason
    if outcome == "bad_token":
        assert before <= told[2].time <= time.time()
    assert sender.send([alert(2)]) == [SENT]


def test_a_connection_that_ended(sender, google):
    sender.send([alert(1)])
    google.end_connections()
    assert sender.send([alert(2)]) == [SENT]


def test_many_at_once(sender, google):
    assert sender.send([alert(number) for number in range(150)]) == [SENT] * 150
    assert len({one["token"] for one in google.arrived}) == len(google.arrived) == 150
    assert google.most_at_once > 1
