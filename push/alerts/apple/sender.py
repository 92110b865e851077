"""Apple's push service. apns2 makes the requests, a line sends them."""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from functools import partial

import httpx
import msgspec
from apns2.client import APNsClient

from push.alerts.apple.credentials import credentials
from push.alerts.apple.payload import payload
from push.alerts.interface import Answer, DeviceAlert, Outcome
from push.alerts.line import Line, Request
from push.alerts.platforms import send_apart
from push.alerts.reading import answer, decoded
from settings import settings

BAD_TOKENS = {"BadDeviceToken", "Unregistered", "ExpiredToken"}


class Apple:
    """Sends to both environments, over one connection each that stays open."""

    def __init__(self) -> None:
        apns = settings.apns
        self.environments = {False: Environment(apns.url), True: Environment(apns.sandbox_url)}

    def send(self, alerts: Sequence[DeviceAlert]) -> list[Answer]:
        return send_apart(alerts, lambda alert: alert.sandbox, self.environments)


class Environment:
    """One address of Apple's."""

    def __init__(self, url: str) -> None:
        context = ssl.create_default_context()
        self._client = APNsClient(credentials(context))
        self._line = Line(url, context)

    def send(self, alerts: Sequence[DeviceAlert]) -> list[Answer]:
        """Send each once and give the answers in the same order."""
        now = int(time.time())
        found = self._line.post([self._request(alert, now) for alert in alerts])
        return [answer(one, partial(_refused, since=now)) for one in found]

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def _request(self, alert: DeviceAlert, now: int) -> Request:
        request: Request = self._client.send_notification_async(
            alert.token,
            payload(alert),
            topic=settings.apns.topic,
            expiration=now + settings.alerts.expire_hours * 3600,
            collapse_id=alert.collapse,
        )
        return request


class _Told(msgspec.Struct):
    """The body of a refusal."""

    reason: str = ""
    timestamp: int = 0
    """Milliseconds."""


def _refused(response: httpx.Response, since: int) -> Answer:
    told = decoded(response, _Told)
    reason = told.reason or f"status {response.status_code}"
    if response.status_code == httpx.codes.GONE or reason in BAD_TOKENS:
        return Answer(Outcome.BAD_TOKEN, reason, told.timestamp // 1000 or since)
    return Answer(Outcome.FAILED, reason)
