"""Reporting an upload to the service, signed as Qiniu signs."""

from __future__ import annotations

from typing import NamedTuple

import requests
from qiniu import Auth, QiniuMacAuth

SECONDS = 20
FAILED = 579
"""Qiniu's status for an upload whose callback was not answered with 2xx; the file stays."""


class CallbackFailed(Exception):
    """The service was not reached, or did not accept the callback."""


class Answered(NamedTuple):
    body: bytes
    content_type: str


def send(auth: Auth, url: str, body: str, content_type: str, reqid: str) -> Answered:
    """Post a callback; what the service answers is for the client. Raises CallbackFailed."""
    mac = QiniuMacAuth(auth.get_access_key(), auth.get_secret_key(), True)
    token = mac.token_of_request("POST", None, url, "", content_type, body)
    headers = {"Authorization": f"Qiniu {token}", "Content-Type": content_type, "X-Reqid": reqid}
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                url, body.encode(), headers=headers, timeout=SECONDS, allow_redirects=False
            )
    except requests.RequestException as error:
        raise CallbackFailed(f"callback failed: {type(error).__name__}") from error
    if not answer.ok:
        raise CallbackFailed(f"callback failed: status {answer.status_code}")
    return Answered(answer.content, answer.headers.get("Content-Type", "application/json"))
