"""What happens after an upload: the store calls back, and the file becomes what it is meant for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

from models import Forbidden as RowForbidden
from models import NotFound as RowNotFound
from models import Session, UploadCallback, User
from services import media
from tasks import uploads
from tasks.purposes import EFFECTS, File, Told
from tasks.rpc import NONE, Ctx, rpc
from wire import frames
from wire.errors import BadRequest, Forbidden, NoSession, NotFound, RpcError
from wire.types import Header, Headers, OptionalId, RawBody, SessionId, UploadKind, Url
from wire.uploads import PICTURE, VIDEO, VOICE

LATE_SECONDS = 600
"""How long after a token's end its last upload may still be told."""
LARGEST = 2**31 / 1000
"""Longer films than this, in seconds, and wider pictures are taken for nonsense."""
MEDIA = {"image": PICTURE, "audio": VOICE, "video": VIDEO}


class Answered(msgspec.Struct):
    """What the store hands to the client."""

    reply: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Signed:
    """A callback as it came."""

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
) -> uploads.Token:
    """An upload token for the user of a session."""
    session = Session.find(ctx.db, sessionid, ctx.now)
    if session is None:
        raise NoSession
    return uploads.token(ctx, session.uid, kind, target, base)


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
    """Do what an upload is for, once. Forbidden: the callback is not the store's, or too late."""
    if not Signed(authorization, url, body, content_type, headers).good:
        raise Forbidden("bad signature")
    try:
        told = _read(body)
    except RpcError as error:
        return Answered(_refusal(error))
    if not (told.kind == kind and uploads.is_ours(told, told.seal)):
        raise Forbidden("not sealed by us")
    ids = _ids(told, body, reqid)
    first = UploadCallback.claim(ctx.db, ids, kind, ctx.now)
    if first is not None:
        return Answered(first)
    if ctx.now > told.until + LATE_SECONDS:
        raise Forbidden("too late")
    reply = _answer(ctx, told)
    UploadCallback.keep(ctx.db, ids, reply)
    return Answered(reply)


def _read(body: str) -> Told:
    try:
        return msgspec.convert(frames.json_object(body.encode()), Told)
    except msgspec.ValidationError as error:
        raise BadRequest(str(error)) from None


def _ids(told: Told, body: str, reqid: str) -> list[str]:
    """By what a repeat is known: the store's request id and, signed in the body, the upload's own.

    The signature does not cover the request id. A store that gives neither repeats the body.
    """
    ids = [f"request {reqid}"] if reqid else []
    if told.upload or not reqid:
        own = f"{told.uid} {told.name} {told.upload}" if told.upload else body
        ids.append(f"upload {hashlib.sha256(own.encode()).hexdigest()}")
    return sorted(ids)


def _answer(ctx: Ctx, told: Told) -> dict[str, Any]:
    """The effect's reply, or the refusal of an effect that left no trace."""
    acting = Ctx(ctx.db, ctx.origin._replace(uid=told.uid, sid=0, conn=""), ctx.now)
    try:
        with ctx.db.begin_nested():
            reply = _effect(acting, told)
    except RowForbidden as error:
        return _refusal(Forbidden(str(error)))
    except RowNotFound as error:
        return _refusal(NotFound(str(error)))
    except RpcError as error:
        return _refusal(error)
    ctx.items += acting.items
    ctx.followups += acting.followups
    return reply


def _effect(ctx: Ctx, told: Told) -> dict[str, Any]:
    if told.name != told.hash:
        raise BadRequest("the file has a name of its own")
    if told.uid:
        User.require(ctx.db, told.uid)
    url = f"{media.store().download_base(told.base)}/{told.name}"
    reply = EFFECTS[told.kind](ctx, told, _file(told, url))
    ctx.db.flush()
    return {"errno": 0, "error": "Success", **reply}


def _file(told: Told, url: str) -> File:
    claimed = int(told.filetype) if told.filetype in ("1", "2", "3") else PICTURE
    filetype = MEDIA.get(told.mime.partition("/")[0], claimed)
    seconds = _number(told.length) or 0.0
    if filetype == PICTURE:
        return File(url, filetype, _pixels(told.width), _pixels(told.height), 0)
    return File(url, filetype, None, None, round(seconds * 1000))


def _pixels(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _number(value: Any) -> float | None:
    """A number that the store wrote as one or as text; None when it found nothing."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < LARGEST else None


def _refusal(error: RpcError) -> dict[str, Any]:
    return {"errno": error.errno, "error": str(error), "result": {}}
