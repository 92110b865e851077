"""Qiniu's SMS service, by its SDK. The texts are templates that Qiniu has approved."""

from __future__ import annotations

import json
import re
from typing import Any

from qiniu import QiniuMacAuth, Sms, http, set_default

from services.sms.errors import SmsFailed
from settings import settings

HOME = "+86"
"""Numbers of other countries need another API, which the SDK does not have."""
SECONDS = 10
"""How long an answer may take: a code is worth sending for a minute."""


class Qiniu:
    """Reads QINIU_ACCESS_KEY, QINIU_SECRET_KEY and QINIU_SMS_...

    Qiniu knows no ids of requests: a repeated request sends a second message.
    """

    def __init__(self) -> None:
        set_default(connection_timeout=SECONDS)
        self._auth = QiniuMacAuth(settings.qiniu.access_key, settings.qiniu.secret_key)
        self._sms = Sms(self._auth)
        self._sms.server = str(settings.sms.qiniu_url).rstrip("/")

    def send_code(self, phone: str, code: str, request_id: str) -> None:
        self._send(settings.sms.qiniu_code_template, phone, {"code": code})

    def send_invite(self, phone: str, nick: str, request_id: str) -> None:
        self._send(settings.sms.qiniu_invite_template, phone, {"nick": nick})

    def _send(self, template: str | None, phone: str, words: dict[str, str]) -> None:
        if phone.startswith(HOME):
            result, info = self._sms.sendMessage(template, [phone.removeprefix(HOME)], words)
        else:
            result, info = self._abroad(template, phone, words)
        if result is None:
            raise SmsFailed(_why(info))

    def _abroad(self, template: str | None, phone: str, words: dict[str, str]) -> Any:
        body = json.dumps({"template_id": template, "mobile": phone, "parameters": words})
        url, headers = (
            f"{self._sms.server}/v1/message/oversea",
            {"Content-Type": "application/json"},
        )
        return http._post_with_qiniu_mac_and_headers(url, body, self._auth, headers)


def _why(info: Any) -> str:
    """The error in the answer, without the request, which Qiniu's text may repeat."""
    if info.exception is not None:
        return f"Qiniu cannot be reached: {type(info.exception).__name__}"
    found = re.search(r'"error"\s*:\s*"([A-Za-z]{1,40})"', info.text_body or "")
    return f"Qiniu answered {info.status_code} {found[1] if found else ''}".rstrip()
