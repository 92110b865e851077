"""Google's Firebase Cloud Messaging, HTTP v1. google-auth gets the access token, and keeps it."""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from functools import partial
from threading import Lock
from typing import Any

import httpx
import msgspec
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request as Transport
from google.oauth2.service_account import Credentials

from log import log
from push.alerts.interface import Answer, DeviceAlert, Outcome
from push.alerts.line import Line, Request, pause
from push.alerts.reading import answer, decoded
from settings import settings

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
TOKEN_SECONDS = 10
"""How long one question for an access token may take; google-auth asks three times at most."""
THROTTLED_SECONDS = 60
"""The pause after a refusal for too many requests that names no time itself."""


class Google:
    """Sends over one connection that stays open."""

    def __init__(self) -> None:
        account: dict[str, Any] = msgspec.json.decode(settings.fcm.service_account or "{}")
        self._path = f"/v1/projects/{account['project_id']}/messages:send"
        make: Any = Credentials.from_service_account_info
        self._credentials = make(account, scopes=[SCOPE])
        self._session = requests.Session()
        self._transport = partial(Transport(self._session), timeout=TOKEN_SECONDS)
        self._lock = Lock()
        self._line = Line(settings.fcm.url, ssl.create_default_context())

    def send(self, alerts: Sequence[DeviceAlert]) -> list[Answer]:
        now = int(time.time())
        try:
            headers = self._headers()
        except GoogleAuthError as error:
            log.warning("no access token of Google's", error=error)
            return [Answer(Outcome.FAILED, "no access token")] * len(alerts)
        found = self._line.post([Request(self._path, headers, _body(one)) for one in alerts])
        if any(one is not None and one.status_code == httpx.codes.UNAUTHORIZED for one in found):
            self._forget(headers)
        return [answer(one, partial(_refused, since=now)) for one in found]

    def close(self) -> None:
        """Close the connections."""
        self._line.close()
        self._session.close()

    def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        with self._lock:
            self._credentials.before_request(self._transport, "POST", self._path, headers)
        return headers

    def _forget(self, headers: dict[str, str]) -> None:
        """Get another access token next time, unless another thread has done so."""
        with self._lock:
            if headers["authorization"] == f"Bearer {self._credentials.token}":
                self._credentials.token = None


def _body(alert: DeviceAlert) -> bytes:
    shown = {
        # An alert replaces one with the same tag that is shown already.
        "tag": alert.collapse,
        "sound": "default",
        "notification_count": alert.badge,
    }
    android = {
        "priority": "HIGH",
        "ttl": f"{settings.alerts.expire_hours * 3600}s",
        "notification": shown,
    }
    message = {
        "token": alert.token,
        "notification": {"body": alert.text},
        # Google takes texts only.
        "data": {"type": alert.type, alert.key: str(alert.id)},
        "android": android,
    }
    return msgspec.json.encode({"message": message})


class _Violation(msgspec.Struct):
    field: str = ""


class _Detail(msgspec.Struct, rename="camel"):
    """One of several kinds; keys of the others are not there."""

    error_code: str = ""
    field_violations: list[_Violation] = []


class _Error(msgspec.Struct, frozen=True):
    status: str = ""
    message: str = ""
    details: list[_Detail] = []


class _Refusal(msgspec.Struct):
    error: _Error = _Error()


def _refused(response: httpx.Response, since: int) -> Answer:
    error = decoded(response, _Refusal).error
    codes = [detail.error_code for detail in error.details if detail.error_code]
    fields = {one.field for detail in error.details for one in detail.field_violations}
    reason = next(iter(codes), error.status) or f"status {response.status_code}"
    # SENDER_ID_MISMATCH is not one of them: with a wrong service account it would delete all
    # devices.
    named = "message.token" in fields or "registration token" in error.message
    if reason == "UNREGISTERED" or (reason == "INVALID_ARGUMENT" and named):
        return Answer(Outcome.BAD_TOKEN, reason, since)
    throttled = response.status_code == httpx.codes.TOO_MANY_REQUESTS
    wait = pause(response, "retry-after") or THROTTLED_SECONDS * throttled
    return Answer(Outcome.FAILED, reason, wait=wait)
