"""Upload tokens: who may upload what for which purpose, signed for the store."""

from __future__ import annotations

import json
from hmac import compare_digest

import msgspec

from models import Post
from services import media
from settings import settings
from tasks.rpc import Ctx
from wire import seal
from wire.errors import BadRequest
from wire.uploads import KINDS, WITHOUT_CALLBACK, Kind

LIFE_SECONDS = 3600
"""How long a token is valid."""

# Fields found by the store, and fields of the form. They come before the token's own fields: if a
# form injects a key, the later of two equal keys counts, and the own ones are signed as well.
_FOUND = (
    '"name":"$(key)","hash":"$(etag)","mime":"$(mimeType)","upload":"$(uuid)",'
    '"width":$(imageInfo.width),"height":$(imageInfo.height),"length":$(avinfo.format.duration),'
    '"orientation":$(imageInfo.orientation),"exif_orientation":$(exif.Orientation.val),'
    '"said_length":"$(x:length)",'
    '"toid":"$(x:toid)","gid":"$(x:gid)","content":"$(x:content)","text":"$(x:text)",'
    '"filetype":"$(x:filetype)"'
)


class Token(msgspec.Struct):
    """`upload_url`: where the form with the file goes."""

    token: str
    upload_url: str


class Purpose(msgspec.Struct, kw_only=True):
    """The fields about the upload in the token, which nobody can change."""

    uid: int
    kind: str
    target: int = 0
    """toid, gid, postid or cid by kind; 0 = none given."""
    until: int
    """Unix seconds: the token's end."""
    base: str
    """The service's public address, from which those of files are made."""


def own_base() -> str:
    """The service's public address, for calls that have no address of their own."""
    return settings.service.public_url or f"http://127.0.0.1:{settings.gateway.port}"


def token(ctx: Ctx, uid: int, kind: str, target: int = 0, base: str = "") -> Token:
    """A token for a user (0: operations). Raises NotFound and Forbidden for posts of others."""
    if kind not in KINDS:
        raise BadRequest(f"unknown kind {kind}")
    _check_target(ctx, uid, KINDS[kind], target)
    base = base or own_base()
    store = media.store()
    purpose = Purpose(uid=uid, kind=kind, target=target, until=ctx.now + LIFE_SECONDS, base=base)
    return Token(store.token(_policy(store, purpose)), store.upload_url(base))


def _check_target(ctx: Ctx, uid: int, kind: Kind, target: int) -> None:
    if kind.needed and not target:
        raise BadRequest(f"{kind.target} is needed")
    if kind.name == "PostEx":
        Post.owned_by(ctx.db, target, uid)


def _policy(store: media.Store, purpose: Purpose) -> dict[str, object]:
    if purpose.kind == WITHOUT_CALLBACK:
        url = json.dumps(f"{store.download_base(purpose.base)}/$(key)")
        return {"returnBody": f'{{"errno":0,"error":"Success","url":{url}}}'}
    ours = msgspec.json.encode(purpose)[1:-1].decode()
    return {
        "callbackUrl": store.callback_base(purpose.base) + KINDS[purpose.kind].done,
        "callbackBodyType": "application/json",
        "callbackBody": f'{{{_FOUND},{ours},"seal":"{_signature(purpose)}"}}',
    }


def is_ours(purpose: Purpose, given: str) -> bool:
    """Whether this service made this purpose.

    The store's signature need not cover a JSON body (Qiniu's older way does not), so a stolen
    purpose must not be usable for another user, kind or target.
    """
    return compare_digest(_signature(purpose).encode(), given.encode())


def _signature(purpose: Purpose) -> str:
    parts = (purpose.uid, purpose.kind, purpose.target, purpose.until, purpose.base)
    return seal.digest("upload", *map(str, parts)).hex()
