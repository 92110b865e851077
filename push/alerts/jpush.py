"""Jiguang's JPush, REST API v3: for Android phones that Google does not reach."""

from __future__ import annotations

import ssl
import time
from base64 import b64encode
from collections.abc import Sequence
from functools import partial

import httpx
import msgspec

from push.alerts.interface import Answer, DeviceAlert, Outcome
from push.alerts.line import Line, Request, pause
from push.alerts.reading import answer, decoded
from settings import settings

MOST_BADGE = 99
"""JPush allows a badge of one or two digits."""
NO_TARGET = 1011
"""The device has unregistered, or was not seen for 255 days."""
BAD_VALUE = 1003


class Jiguang:
    """Sends over HTTP/2, or over some kept connections where a server does not speak it."""

    def __init__(self) -> None:
        jpush = settings.jpush
        login = b64encode(f"{jpush.app_key}:{jpush.master_secret}".encode()).decode()
        self._headers = {"content-type": "application/json", "authorization": f"Basic {login}"}
        self._line = Line(jpush.url, ssl.create_default_context(), http1=True)

    def send(self, alerts: Sequence[DeviceAlert]) -> list[Answer]:
        now = int(time.time())
        found = self._line.post([Request("/v3/push", self._headers, _body(one)) for one in alerts])
        return [answer(one, partial(_refused, since=now)) for one in found]

    def close(self) -> None:
        """Close the connections."""
        self._line.close()


def _body(alert: DeviceAlert) -> bytes:
    shown = {
        "alert": alert.text,
        "badge_set_num": min(alert.badge, MOST_BADGE),
        "extras": {"type": alert.type, alert.key: alert.id},
    }
    if settings.jpush.badge_class:
        shown["badge_class"] = settings.jpush.badge_class
    push = {
        "platform": "android",
        "audience": {"registration_id": [alert.token]},
        "notification": {"android": shown},
        "options": {"time_to_live": settings.alerts.expire_hours * 3600},
    }
    return msgspec.json.encode(push)


class _Error(msgspec.Struct, frozen=True):
    code: int = 0
    message: str = ""


class _Refusal(msgspec.Struct):
    error: _Error = _Error()


def _refused(response: httpx.Response, since: int) -> Answer:
    error = decoded(response, _Refusal).error
    reason = f"code {error.code}" if error.code else f"status {response.status_code}"
    if error.code == NO_TARGET or (
        error.code == BAD_VALUE and "registration" in error.message.lower()
    ):
        return Answer(Outcome.BAD_TOKEN, reason, since)
    return Answer(Outcome.FAILED, reason, wait=pause(response, "x-rate-limit-reset"))
