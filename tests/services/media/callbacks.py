"""Callbacks as the store sends them, for a token of ours."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from qiniu import Auth, QiniuMacAuth

from services.media.local import keys
from services.media.server import fill
from tests.fixtures.calls import Answer

HASH = "FkQ2abcdefghijklmnopqrstuvwx"
BASE = "http://service.example"
URL = f"{BASE}:8080/{HASH}"
"""The uploaded file's address."""
JSON = "application/json"
PICTURE = {"mimeType": "image/jpeg", "imageInfo.width": 640, "imageInfo.height": 480}
VOICE = {"mimeType": "audio/amr", "avinfo.format.duration": "1.500000"}
VIDEO = {"mimeType": "video/mp4", "avinfo.format.duration": "7.250000"}


def policy_of(token: str) -> dict[str, Any]:
    policy: dict[str, Any] = Auth.up_token_decode(token)[2]
    return policy


def body_of(token: str, **values: object) -> str:
    """The callback's body for a file with these magic variables (a picture, unless told)."""
    common = {"key": HASH, "etag": HASH, "uuid": secrets.token_hex(8)}
    return fill.as_json(policy_of(token)["callbackBody"], common | (values or PICTURE))


def signature(url: str, body: str, auth: Auth | None = None, content_type: str = JSON) -> str:
    """The newer of Qiniu's signatures; it covers everything."""
    auth = auth or keys()
    mac = QiniuMacAuth(auth.get_access_key(), auth.get_secret_key(), True)
    return f"Qiniu {mac.token_of_request('POST', None, url, '', content_type, body)}"


def old_signature(url: str, body: str) -> str:
    """The older one, which does not cover a JSON body."""
    return f"QBox {keys().token_of_request(url, body, JSON)}"


def tell(
    call: Callable[..., Answer],
    kind: str,
    body: str,
    *,
    sign: Callable[[str, str], str] = signature,
    reqid: str | None = None,
    **options: Any,
) -> Answer:
    """Call the service back about an upload."""
    url = f"{BASE}/upload/{kind}Done"
    parm = {
        "kind": kind,
        "authorization": sign(url, body),
        "url": url,
        "body": body,
        "content_type": JSON,
        "headers": {"Host": "service.example"},
        "reqid": secrets.token_hex(8) if reqid is None else reqid,
    }
    return call("http.uploads.uploaded", parm, **options)


def reply(answer: Answer) -> dict[str, Any]:
    """What the store is to hand to the client."""
    assert answer.errno == 0, answer.error
    handed: dict[str, Any] = answer.result["reply"]
    return handed
