"""Sending SMS: in time, codes first, nothing about them in the log."""

import logging
from dataclasses import fields

import pytest
from sqlalchemy import select

from configuration.base import SettingsError, read
from configuration.qiniu import Qiniu
from configuration.sms import Sms
from models import Outbox
from services import sms as services
from services.sms import console
from tasks import app
from tasks.jobs import GiveUp, sms
from tests.tasks.jobs.alerting import NOW
from wire import seal

PHONE, CODE = "+8613800000001", "482913"


class Recorder:
    """A provider that records messages, and fails while the test says so."""

    def __init__(self):
        self.sent, self.broken = [], False

    def send_code(self, phone, code, request_id):
        self._send(phone, code, request_id)

    def send_invite(self, phone, nick, request_id):
        self._send(phone, nick, request_id)

    def _send(self, *message):
        if self.broken:
            raise services.SmsFailed("the carrier said 500")
        self.sent.append(message)


@pytest.fixture
def provider(monkeypatch, redis_client):
    recorder = Recorder()
    monkeypatch.setattr(services, "provider", lambda: recorder)
    return recorder


def send_code(ctx, age=0, sealed=None):
    sms.send_code(ctx, phone=PHONE, code=sealed or seal.seal(CODE.encode()), time=NOW - age)


class TestCodes:
    def test_sends(self, ctx, provider, redis_client):
        send_code(ctx)
        ((phone, code, _),) = provider.sent
        assert (phone, code) == (PHONE, CODE)
        assert redis_client.hgetall(sms.OUTCOMES) == {"code sent": "1"}

    def test_repeats_carry_the_same_request_id(self, ctx, provider, redis_client):
        sealed = seal.seal(CODE.encode())
        for _ in range(2):
            send_code(ctx, sealed=sealed)
            redis_client.flushdb()
        send_code(ctx)
        first, again, other = (request for _, _, request in provider.sent)
        assert first == again != other

    def test_a_worker_died_after_it_sent(self, ctx, provider):
        sealed = seal.seal(CODE.encode())
        for _ in range(2):
            send_code(ctx, sealed=sealed)
        assert len(provider.sent) == 1

    def test_a_failure_is_tried_again(self, ctx, provider, redis_client):
        provider.broken = True
        with pytest.raises(services.SmsFailed):
            send_code(ctx)
        assert redis_client.hgetall(sms.OUTCOMES) == {"code failed": "1"}

    def test_three_tries_within_a_minute(self):
        policy = app.tasks["jobs.sms.send_code"].policy
        first = policy.due(1, 0)
        second = policy.due(2, first)
        assert first < second < 60
        assert policy.due(3, second) is None

    def test_worthless_after_a_minute(self, ctx, provider):
        send_code(ctx, age=60)
        with pytest.raises(GiveUp):
            send_code(ctx, age=61)
        assert len(provider.sent) == 1

    def test_a_seal_of_somebody_else(self, ctx, provider):
        with pytest.raises(seal.BrokenSeal):
            send_code(ctx, sealed="AAAA")


class TestInvitations:
    def test_sends(self, ctx, provider, redis_client):
        sms.send_invite(ctx, phone=PHONE, nick="小红", time=NOW)
        ((phone, nick, _),) = provider.sent
        assert (phone, nick) == (PHONE, "小红")
        assert redis_client.hgetall(sms.OUTCOMES) == {"invite sent": "1"}

    def test_up_to_an_hour(self):
        policy, due = app.tasks["jobs.sms.send_invite"].policy, 0
        for tries in range(1, 8):
            due = policy.due(tries, due)
        assert 3000 < due < 3600
        assert policy.due(8, due) is None

    def test_too_late(self, ctx, provider):
        with pytest.raises(GiveUp):
            sms.send_invite(ctx, phone=PHONE, nick="小红", time=NOW - 3601)

    def test_gives_way_to_codes_once(self, db, ctx, provider):
        Outbox.add(db, "jobs.sms.send_code", {}, NOW)
        sms.send_invite(ctx, phone=PHONE, nick="小红", time=NOW)
        assert provider.sent == []
        job = db.scalars(select(Outbox).where(Outbox.task == "jobs.sms.send_invite")).one()
        assert ctx.followups == [("jobs.sms.send_invite", job.id)]
        sms.send_invite(ctx, **job.args)
        assert len(provider.sent) == 1


class TestConsole:
    @pytest.fixture
    def make(self, configure):
        def run(debug):
            configure("service", debug=debug)
            return console.Console()

        return run

    def test_prints_in_debug(self, make, capsys):
        make(True).send_code(PHONE, CODE, "r")
        make(True).send_invite(PHONE, "小红", "r")
        printed = capsys.readouterr().out
        assert PHONE in printed
        assert CODE in printed
        assert "小红" in printed

    def test_shows_nothing_outside_debug(self, make, capsys, caplog):
        with caplog.at_level(logging.DEBUG):
            make(False).send_code(PHONE, CODE, "r")
        assert capsys.readouterr() == ("", "")
        assert caplog.text == ""


def test_the_log_tells_only_the_outcome(ctx, provider, capfd):
    send_code(ctx)
    out = "".join(capfd.readouterr())
    assert "sms sent" in out
    assert PHONE not in out
    assert CODE not in out


@pytest.mark.parametrize("name", services.PROVIDERS)
def test_settings_know_every_provider(name):
    items = [*fields(Qiniu), *(item for item in fields(Sms) if "QINIU" in item.metadata["name"])]
    needed = {item.metadata["name"]: "http://set" for item in items}
    assert read(Sms, needed | {"SMS_PROVIDER": name}).provider == name


def test_a_provider_without_its_keys():
    with pytest.raises(SettingsError, match="QINIU_ACCESS_KEY is not set"):
        read(Sms, {"SMS_PROVIDER": "qiniu"})


def test_an_unknown_provider():
    with pytest.raises(SettingsError, match="SMS_PROVIDER is wrong"):
        read(Sms, {"SMS_PROVIDER": "pigeon"})
