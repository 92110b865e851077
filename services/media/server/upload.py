"""One upload: takes token, file and fields, and returns the answer for the client."""

from __future__ import annotations

import asyncio
import secrets
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from services.media.local import keep, keys
from services.media.server import callback, content, files, fill
from services.media.server.content import Content
from services.media.server.decoders import Broken, Busy, Decoders
from services.media.server.policy import Policy, Refused, read

JSON = "application/json"
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """What the client sent; the file is still at the path where it arrived."""

    token: str
    path: Path
    size: int
    file_name: str
    fields: Mapping[str, str]
    """The `x:` fields, crc32 and the like."""


async def take(upload: Upload, decoders: Decoders, reqid: str) -> callback.Answered:
    """Check and store the file, and call back. Raises Refused, also when the callback failed."""
    policy = read(keys(), upload.token)
    policy.check_size(upload.size)
    await asyncio.to_thread(_check_sum, upload)
    found = await _look(upload.path, decoders)
    policy.check_type(found.mime)
    name = await asyncio.to_thread(files.etag, upload.path)
    await asyncio.to_thread(keep, name, upload.path, found.mime)
    values = _values(upload, name, found)
    return await asyncio.to_thread(_answer, policy, values, reqid)


async def _look(path: Path, decoders: Decoders) -> Content:
    """The content of the file; when decoding fails, only what its first bytes say."""
    try:
        return await decoders.run(content.look, path)
    except Busy:
        raise Refused(503, "too many uploads at once") from None
    except Broken:
        return Content(await asyncio.to_thread(content.mime, path))


def _check_sum(upload: Upload) -> None:
    wanted = upload.fields.get("crc32")
    if not wanted:
        return
    found = 0
    with upload.path.open("rb") as file:
        while block := file.read(BLOCK):
            found = zlib.crc32(block, found)
    if wanted != str(found):
        raise Refused(406, "crc32 does not match")


def _values(upload: Upload, name: str, found: Content) -> dict[str, object]:
    own = {key: text for key, text in upload.fields.items() if key.startswith("x:")}
    # Qiniu's avinfo writes the duration as text
    duration = None if found.duration is None else f"{found.duration:.6f}"
    return own | {
        "bucket": "media",
        "key": name,
        "etag": name,
        "fname": upload.file_name,
        "fsize": upload.size,
        "mimeType": found.mime,
        "imageInfo.width": found.width,
        "imageInfo.height": found.height,
        "imageInfo.orientation": found.orientation,
        "exif.Orientation.val": found.orientation,
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
    """The body of a refusal."""
    return msgspec.json.encode({"error": str(error)})
