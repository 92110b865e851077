"""Sending to Apple: one connection, each notification once, every answer handled."""

import json
import time
from collections import Counter

import httpx
import pytest

from configuration import kinds
from push.alerts import Answer, DeviceAlert, Outcome, Platform, texts
from push.alerts import line as lines
from push.alerts.apple import sender as sending
from push.alerts.apple.payload import payload
from push.alerts.console import Console
from tests.fixtures.apple import Refusal, check_token
from tests.fixtures.certificates import pem_of, self_signed


def alert(number=1, **values):
    fields = {
        "platform": Platform.IOS,
        "token": f"{number:064x}",
        "sandbox": False,
        "text": f"小明:第{number}条",
        "badge": 3,
        "type": "newmsg",
        "key": "msgid",
        "id": number,
        "collapse": f"newmsg-{number}",
    }
    return DeviceAlert(**fields | values)


SENT = Answer(Outcome.SENT)


@pytest.fixture
def sender(apple_sender):
    return apple_sender


class TestOne:
    def test_what_arrives(self, sender, apple, apns_key):
        assert sender.send([alert(7)]) == [SENT]
        (one,) = apple.arrived
        assert one.token == f"{7:064x}"
        assert one.body == {
            "aps": {"alert": "小明:第7条", "badge": 3, "sound": "default"},
            "type": "newmsg",
            "msgid": 7,
        }
        assert one.headers["apns-topic"] == "com.example.app"
        assert one.headers["apns-push-type"] == "alert"
        assert one.headers["apns-collapse-id"] == "newmsg-7"
        assert 86_000 < int(one.headers["apns-expiration"]) - time.time() < 86_500
        token = check_token(one.headers["authorization"], apns_key)
        assert (token["kid"], token["iss"], token["alg"]) == ("KEY1234567", "TEAM123456", "ES256")

    def test_one_connection_for_each_environment(self, sender, apple):
        for number in range(3):
            sender.send([alert(number), alert(number, sandbox=True)])
        assert apple.connections == 2
        assert len(apple.arrived) == 6

    @pytest.mark.parametrize(
        ("refusal", "answer"),
        [
            (Refusal(410, "Unregistered", 1_700_000_000), ("bad_token", 1_700_000_000)),
            (Refusal(410, "ExpiredToken", 1_700_000_000), ("bad_token", 1_700_000_000)),
            (Refusal(429, "TooManyRequests"), ("failed", 0)),
            (Refusal(500, "InternalServerError"), ("failed", 0)),
            (Refusal(503, "Shutdown"), ("failed", 0)),
            (Refusal(403, "InvalidProviderToken"), ("failed", 0)),
        ],
    )
    def test_refusals(self, sender, apple, refusal, answer):
        apple.refusals[alert().token].append(refusal)
        (told,) = sender.send([alert()])
        assert (told.outcome, told.time) == answer
        assert told.reason == refusal.reason
        assert sender.send([alert()]) == [SENT]
        assert apple.connections == 1

    def test_a_bad_token_is_bad_since_now(self, sender, apple):
        apple.refusals[alert().token].append(Refusal(400, "BadDeviceToken"))
        before = int(time.time())
        (told,) = sender.send([alert()])
        assert told.outcome is Outcome.BAD_TOKEN
        assert before <= told.time <= time.time()

    def test_what_is_no_json(self):
        assert sending._refused(httpx.Response(502, content=b"<html>"), 1) == Answer(
            Outcome.FAILED, "status 502"
        )

    def test_several_answers_in_their_order(self, sender, apple):
        apple.refusals[alert(2).token].append(Refusal(429, "TooManyRequests"))
        told = sender.send([alert(number, sandbox=number % 2 == 0) for number in range(5)])
        assert [one.outcome for one in told] == ["sent", "sent", "failed", "sent", "sent"]


class TestConnection:
    def test_a_kept_connection_that_ended_is_replaced(self, sender, apple):
        sender.send([alert(1)])
        apple.end_connections()
        time.sleep(0.1)
        assert sender.send([alert(2)]) == [SENT]
        assert apple.connections == 2
        assert Counter(one.token for one in apple.arrived) == {
            alert(1).token: 1,
            alert(2).token: 1,
        }

    def test_nobody_there(self, sender, monkeypatch):
        monkeypatch.setattr(lines, "REST_SECONDS", 3600)
        lonely = sending.Environment("https://localhost:1")
        assert lonely.send([alert()]) == [Answer(Outcome.FAILED, "no answer")]
        # The next alert is not even sent.
        monkeypatch.setattr(lines.Line, "_round", lambda *_: pytest.fail("tried"))
        assert lonely.send([alert()]) == [Answer(Outcome.FAILED, "no answer")]

    def test_an_unknown_certificate(self, sender, apple, monkeypatch, tmp_path):
        monkeypatch.setenv("SSL_CERT_FILE", str(self_signed(tmp_path, "other")))
        strict = sending.Environment(apple.url)
        assert strict.send([alert()])[0].outcome is Outcome.FAILED
        assert apple.arrived == []

    def test_silence_ends(self, sender, apple, monkeypatch):
        monkeypatch.setattr(lines, "SECONDS", 0.5)
        apple.silent = True
        assert sender.send([alert()])[0].outcome is Outcome.FAILED

    def test_by_certificate(self, sender, apple, configure, tmp_path):
        mine = self_signed(tmp_path, "team.example").read_text()
        configure("apns", certificate=mine, topic="com.example.app")
        line = sending.Environment(apple.url)
        assert line.send([alert()]) == [SENT]
        assert "authorization" not in apple.arrived[0].headers
        line.close()


class TestPayload:
    @pytest.mark.parametrize("sign", ["好", "x", "\x01", '"', "\u0301"])
    def test_the_longest_texts_fit(self, sender, apple, sign):
        one = alert(text=texts.fitted(sign * 5000), id=2**63 - 1)
        made = json.dumps(payload(one).dict(), ensure_ascii=False, separators=(",", ":"))
        assert len(made.encode()) <= 1000
        assert sender.send([one]) == [SENT]
        assert len(apple.arrived) == 1


class TestConsole:
    def test_prints_in_debug(self, capsys):
        assert Console().send([alert(), alert(sandbox=True)]) == [SENT, SENT]
        assert "小明:第1条 (3)" in capsys.readouterr().out

    def test_shows_nothing_outside_debug(self, capsys, configure):
        configure("service", debug=False)
        assert Console().send([alert()]) == [SENT]
        assert capsys.readouterr().out == ""


def test_pem_of_a_key_is_a_setting(apns_key):
    assert kinds.signing_key.read(pem_of(apns_key).replace("\n", "\\n")) == pem_of(apns_key)
