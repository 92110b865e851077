"""One upload: token, file and fields in; the answer for the client out."""

from __future__ import annotations

import secrets
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from services.media.local import keys
from services.media.server import callback, files, fill
from services.media.server.content import Content, look
from services.media.server.policy import Policy, Refused, read

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Upload:
    """What the client posted."""

    token: str
    data: bytes
    file_name: str
    fields: Mapping[str, str]
    """The `x:` fields, crc32 and the like."""


def take(upload: Upload, reqid: str) -> callback.Answered:
    """Check, store and tell. Raises Refused, also when the callback failed."""
    policy = read(keys(), upload.token)
    policy.check_size(len(upload.data))
    _check_sum(upload)
    content = look(upload.data)
    policy.check_type(content.mime)
    name = files.etag(upload.data)
    files.keep(name, upload.data, content.mime)
    return _answer(policy, _values(upload, name, content), reqid)


def _check_sum(upload: Upload) -> None:
    wanted = upload.fields.get("crc32")
    if wanted and wanted != str(zlib.crc32(upload.data)):
        raise Refused(406, "crc32 does not match")


def _values(upload: Upload, name: str, content: Content) -> dict[str, object]:
    own = {key: text for key, text in upload.fields.items() if key.startswith("x:")}
    # Qiniu's avinfo writes the duration as text
    duration = None if content.duration is None else f"{content.duration:.6f}"
    return own | {
        "bucket": "media",
        "key": name,
        "etag": name,
        "fname": upload.file_name,
        "fsize": len(upload.data),
        "mimeType": content.mime,
        "imageInfo.width": content.width,
        "imageInfo.height": content.height,
        "avinfo.format.duration": duration,
        "uuid": str(uuid.uuid4()),
    }


def _answer(policy: Policy, values: dict[str, object], reqid: str) -> callback.Answered:
    if policy.callback_url:
        return _call_back(policy, values, reqid)
    template = policy.return_body or '{"hash":"$(etag)","key":"$(key)"}'
    return callback.Answered(fill.as_json(template, values).encode(), JSON)


def _call_back(policy: Policy, values: dict[str, object], reqid: str) -> callback.Answered:
    kind = policy.callback_body_type
    put = fill.as_json if kind.startswith(JSON) else fill.as_form
    body = put(policy.callback_body, values)
    try:
        return callback.send(keys(), policy.callback_url, body, kind, reqid)
    except callback.CallbackFailed as error:
        raise Refused(callback.FAILED, str(error)) from error


def new_reqid() -> str:
    """A request id, as Qiniu gives to every request."""
    return secrets.token_urlsafe(12)


def refusal(error: Refused) -> bytes:
    """What the client is told."""
    return msgspec.json.encode({"error": str(error)})
