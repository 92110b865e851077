"""Devices of several platforms: each carrier gets its own, and none waits for another one."""

from __future__ import annotations

from threading import Barrier

import pytest

from push.alerts import Answer, DeviceAlert, Outcome, Platform, sender
from push.alerts.console import Console
from push.alerts.platforms import Platforms
from tests.push.test_apns import alert

ALL = list(Platform)


class Recorder:
    def __init__(self, together: Barrier | None = None) -> None:
        self.sent: list[DeviceAlert] = []
        self._together = together

    def send(self, alerts):
        if self._together:
            self._together.wait(30)
        self.sent += alerts
        return [Answer(Outcome.SENT, one.token) for one in alerts]


def test_each_carrier_gets_its_own_and_answers_keep_their_order():
    carriers = {platform: Recorder() for platform in ALL}
    alerts = [alert(number, platform=ALL[number % 3]) for number in range(20)]
    told = Platforms(carriers).send(alerts)
    assert [one.reason for one in told] == [one.token for one in alerts]
    for platform, carrier in carriers.items():
        assert carrier.sent == [one for one in alerts if one.platform is platform]


def test_nothing_to_send():
    assert Platforms({}).send([]) == []


def test_at_the_same_time():
    together = Barrier(3)
    carriers = {platform: Recorder(together) for platform in ALL}
    assert len(Platforms(carriers).send([alert(platform=one) for one in ALL])) == 3


@pytest.mark.parametrize("platform", ALL)
def test_the_console_names_the_platform(capsys, platform):
    assert sender().send([alert(platform=platform)]) == [Answer(Outcome.SENT)]
    by = "" if platform is Platform.IOS else f" by {platform}"
    assert f"alert to 00000000...{by}: " in capsys.readouterr().out


def test_kept_for_all_threads():
    first, second = sender(), sender()
    assert isinstance(first, Platforms)
    assert isinstance(second, Platforms)
    assert first._carriers[Platform.FCM] is second._carriers[Platform.FCM]
    assert isinstance(first._carriers[Platform.FCM], Console)
