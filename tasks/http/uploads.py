"""Callbacks of the store after uploads: each file is used for its purpose."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

from models import DroppedFile, Session, UploadCallback, UploadedFile, User
from models import Forbidden as RowForbidden
from models import NotFound as RowNotFound
from services import media
from tasks.rpc import NONE, Ctx, rpc
from tasks.shared import upload_tokens
from tasks.shared.upload_effects import EFFECTS, File, UploadNotice
from wire import frames
from wire.errors import BadRequest, ContentRefused, Forbidden, NoSession, NotFound, RpcError
from wire.types import Header, Headers, OptionalId, RawBody, SessionId, UploadKind, Url
from wire.uploads import PICTURE, VIDEO, VOICE

LATE_SECONDS = 600
"""How long after a token's end the store may still report its last upload."""
LARGEST = 2**31 / 1000
"""Longer films (in seconds) and wider pictures than this are not believed."""
LYING = ("left-", "right-", "5", "6", "7", "8")
"""The beginnings of EXIF's orientations in which width and height are exchanged."""
MEDIA = {"image": PICTURE, "audio": VOICE, "video": VIDEO}


class Answered(msgspec.Struct):
    """The reply that the store passes to the client."""

    reply: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Signed:
    """A callback as it was received."""

    authorization: str
    url: str
    body: str
    content_type: str
    headers: dict[str, str]

    @property
    def good(self) -> bool:
        """Whether the store signed it."""
        return media.store().signed(
            self.authorization, self.url, self.body, self.content_type, self.headers
        )


@rpc(
    rate=NONE,
    login=False,
    internal=True,
    readonly=True,
    secret=("sessionid",),
    errors=[NoSession, NotFound, Forbidden],
)
def token(
    ctx: Ctx, sessionid: SessionId, kind: UploadKind, base: Url, target: OptionalId = 0
) -> upload_tokens.Token:
    """An upload token for the user of a session."""
    session = Session.find(ctx.db, sessionid, ctx.now)
    if session is None:
        raise NoSession
    return upload_tokens.token(ctx, session.uid, kind, target, base)


@rpc(rate=NONE, login=False, internal=True, secret=("authorization",), errors=[Forbidden])
def uploaded(
    ctx: Ctx,
    kind: UploadKind,
    authorization: Header,
    url: Url,
    body: RawBody,
    content_type: Header,
    headers: Headers,
    reqid: Header = "",
) -> Answered:
    """Do what an upload is for, once. Forbidden: a callback of somebody else, or too late."""
    if not Signed(authorization, url, body, content_type, headers).good:
        raise Forbidden("bad signature")
    try:
        notice = _read(body)
    except RpcError as error:
        return Answered(_refusal(error))
    if not (notice.kind == kind and upload_tokens.is_ours(notice, notice.signature)):
        raise Forbidden("not signed by us")
    ids = _ids(notice, body, reqid)
    first = UploadCallback.claim(ctx.db, ids, kind, ctx.now)
    if first is not None:
        return Answered(first)
    if ctx.now > notice.until + LATE_SECONDS:
        raise Forbidden("too late")
    reply = _answer(ctx, notice)
    UploadCallback.keep(ctx.db, ids, reply)
    return Answered(reply)


def _read(body: str) -> UploadNotice:
    try:
        return msgspec.convert(frames.json_object(body.encode()), UploadNotice)
    except msgspec.ValidationError as error:
        raise BadRequest(str(error)) from None


def _ids(notice: UploadNotice, body: str, reqid: str) -> list[str]:
    """The ids that identify a repeat: the store's request id and, signed in the body, the upload's.

    The signature does not cover the request id. Without either id a repeat has the same body.
    """
    ids = [f"request {reqid}"] if reqid else []
    if notice.upload or not reqid:
        own = f"{notice.uid} {notice.name} {notice.upload}" if notice.upload else body
        ids.append(f"upload {hashlib.sha256(own.encode()).hexdigest()}")
    return sorted(ids)


def _answer(ctx: Ctx, notice: UploadNotice) -> dict[str, Any]:
    """The effect's reply, or the refusal of an effect that was rolled back."""
    acting = Ctx(ctx.db, ctx.origin._replace(uid=notice.uid, sid=0, conn=""), ctx.now)
    try:
        with ctx.db.begin_nested():
            reply = _effect(acting, notice)
    except RowForbidden as error:
        return _refusal(Forbidden(str(error)))
    except RowNotFound as error:
        return _refusal(NotFound(str(error)))
    except RpcError as error:
        if isinstance(error, ContentRefused):
            UploadedFile.record(ctx.db, notice.uid, _url(notice), notice.name, ctx.now)
            DroppedFile.put(ctx.db, notice.name, ctx.now)
        return _refusal(error)
    ctx.items += acting.items
    ctx.followups += acting.followups
    return reply


def _effect(ctx: Ctx, notice: UploadNotice) -> dict[str, Any]:
    if notice.name != notice.hash:
        raise BadRequest("the file has a name of its own")
    url = _url(notice)
    if notice.uid:
        User.require(ctx.db, notice.uid)
        UploadedFile.record(ctx.db, notice.uid, url, notice.name, ctx.now)
    reply = EFFECTS[notice.kind](ctx, notice, _file(notice, url))
    ctx.db.flush()
    return {"errno": 0, "error": "Success", **reply}


def _url(notice: UploadNotice) -> str:
    return f"{media.store().download_base(notice.base)}/{notice.name}"


def _file(notice: UploadNotice, url: str) -> File:
    claimed = int(notice.filetype) if notice.filetype in ("1", "2", "3") else PICTURE
    filetype = MEDIA.get(notice.mime.partition("/")[0], claimed)
    if filetype == PICTURE:
        size = _pixels(notice.width), _pixels(notice.height)
        width, height = size[::-1] if _lies(notice) else size
        return File(url, filetype, width, height, 0)
    seconds = _number(notice.length) or (_number(notice.said_length) or 0.0) / 1000
    return File(url, filetype, None, None, round(seconds * 1000))


def _lies(notice: UploadNotice) -> bool:
    """Whether a picture is shown turned by 90 degrees, like those of phones held upright."""
    told = (notice.orientation, notice.exif_orientation)
    return any(str(word).lower().startswith(LYING) for word in told)


def _pixels(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _number(value: Any) -> float | None:
    """A number that the store wrote as a number or as text; None when it has none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < LARGEST else None


def _refusal(error: RpcError) -> dict[str, Any]:
    return {"errno": error.errno, "error": str(error), "result": {}}
