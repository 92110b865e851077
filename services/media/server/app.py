"""The store's HTTP side: uploads at `/` and `/buckets/...`, files at `/<hash>`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from functools import wraps
from types import MappingProxyType
from typing import Any

import msgspec
from sanic import HTTPResponse, Request
from sanic.exceptions import BadRequest, NotFound, ServiceUnavailable
from sanic.response import BaseHTTPResponse

from edge import guard
from edge.guard import App
from log import log
from services.media.local import keys
from services.media.server import downloads, exports, files, form, operations, resumable, upload
from services.media.server.callback import Answered
from services.media.server.decoders import Broken, Busy, Decoders
from services.media.server.policy import Policy, Refused, read
from services.media.server.results import Results
from services.media.store import EXPORT
from settings import settings

MIB = 1024 * 1024
FORM_BYTES = MIB
"""The most bytes of everything in the form beside the file."""
SLOWEST_SECONDS = 900
"""The longest time of an upload or a download."""
JSON = "application/json"
SHARED = MappingProxyType({"Access-Control-Allow-Origin": "*"})
FILE = MappingProxyType(
    {
        **SHARED,
        # a file under its hash never changes
        "Cache-Control": "public, max-age=31536000, immutable",
        "Accept-Ranges": "bytes",
        # uploaded files must not act as pages of this address
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
)
PRIVATE = MappingProxyType(
    {
        **FILE,
        "Cache-Control": "private, no-store",
        "Content-Disposition": 'attachment; filename="export.zip"',
    }
)
PREFLIGHT = MappingProxyType(
    {
        **SHARED,
        "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Max-Age": "86400",
    }
)
UPLOADS = "/buckets/<bucket:str>/objects/<key:str>/uploads"
UPLOAD = f"{UPLOADS}/<upload_id:str>"
PART = f"{UPLOAD}/<number:int>"


def make_app() -> App:
    app = guard.make_app("store", _refusal)
    app.config.REQUEST_MAX_SIZE = _limit() + FORM_BYTES
    app.config.RESPONSE_TIMEOUT = SLOWEST_SECONDS
    app.add_route(receive, "/", methods=["POST"], stream=True)
    app.add_route(begin, UPLOADS, methods=["POST"])
    app.add_route(part, PART, methods=["PUT"], stream=True)
    app.add_route(complete, UPLOAD, methods=["POST"])
    app.add_route(abort, UPLOAD, methods=["DELETE"])
    for number, path in enumerate(("/", UPLOADS, UPLOAD, PART)):
        app.add_route(allow, path, methods=["OPTIONS"], name=f"allow{number}")
    app.add_route(serve, "/<name:str>", methods=["GET", "HEAD"])
    app.register_middleware(_share, "response")
    app.register_listener(_start, "before_server_start")
    app.register_listener(_stop, "after_server_stop")
    return app


def _limit() -> int:
    return settings.media.upload_max_mib * MIB


async def _start(app: Any) -> None:
    files.forget_stale()
    app.ctx.decoders = Decoders()
    app.ctx.results = Results(settings.media.results_max_mib * MIB)


async def _stop(app: Any) -> None:
    await asyncio.to_thread(app.ctx.decoders.close)


def _refusal(request: Request, status: int, text: str) -> HTTPResponse:
    return HTTPResponse(upload.refusal(Refused(status, text)), status, {}, JSON)


def _share(request: Request, response: BaseHTTPResponse) -> None:
    """Pages of other addresses must be able to read refusals, too."""
    response.headers.setdefault("Access-Control-Allow-Origin", "*")


async def allow(request: Request, **_: Any) -> HTTPResponse:
    """Tell a browser that pages of other addresses may upload."""
    return HTTPResponse(status=204, headers=dict(PREFLIGHT))


# ----------------------------------------------------------------------------------- uploads

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]


def answering(handler: Callable[..., Awaitable[Answered]]) -> Handler:
    """Answer with the result of a handler, or with its refusal."""

    @wraps(handler)
    async def run(request: Request, **path: Any) -> HTTPResponse:
        reqid = upload.new_reqid()
        common = {"X-Reqid": reqid, "Cache-Control": "no-store"}
        headers = common | {"X-Content-Type-Options": "nosniff"}
        try:
            answer = await handler(request, reqid, **path)
        except Refused as error:
            log.info("upload refused", reqid=reqid, status=error.status, reason=str(error))
            return HTTPResponse(upload.refusal(error), error.status, headers, JSON)
        return HTTPResponse(answer.body, 200, headers, answer.content_type)

    return run


@answering
async def receive(request: Request, reqid: str) -> Answered:
    """Take a form upload."""
    kind = request.headers.get("content-type", "")
    posted = await form.read(kind, _chunks(request), _limit())
    try:
        if "token" not in posted.fields:
            raise Refused(401, "token not specified")
        if posted.path is None:
            raise Refused(400, "file is not specified in multipart")
        token = posted.fields.pop("token")
        given = upload.Upload(token, posted.path, posted.size, posted.file_name, posted.fields)
        return await upload.take(given, request.app.ctx.decoders, reqid)
    finally:
        posted.drop()


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream: Any = request.stream
    while chunk := await stream.read():
        yield chunk


@answering
async def begin(request: Request, reqid: str, bucket: str, key: str) -> Answered:
    """Begin an upload in parts."""
    _permit(request, bucket)
    return _told(await asyncio.to_thread(resumable.begin))


@answering
async def part(
    request: Request, reqid: str, bucket: str, key: str, upload_id: str, number: int
) -> Answered:
    """Take a part."""
    chunks = _chunks(request)
    try:
        limit = _permit(request, bucket).fsize_limit or _limit()
    except Refused:
        async for _ in chunks:
            pass  # a client that is still sending would not see the answer
        raise
    md5 = request.headers.get("content-md5", "")
    return _told(await resumable.take_part(upload_id, number, chunks, limit, md5))


@answering
async def complete(request: Request, reqid: str, bucket: str, key: str, upload_id: str) -> Answered:
    """Put the parts together and go on as with a form."""
    _permit(request, bucket)
    wish = resumable.read(request.body)
    whole = await asyncio.to_thread(resumable.join, upload_id, wish)
    fields = wish.custom_vars or {}
    given = upload.Upload(_token(request), whole.path, whole.size, wish.fname or "", fields)
    try:
        answer = await upload.take(given, request.app.ctx.decoders, reqid)
    finally:
        whole.path.unlink(missing_ok=True)
    await asyncio.to_thread(resumable.drop, upload_id)
    return answer


@answering
async def abort(request: Request, reqid: str, bucket: str, key: str, upload_id: str) -> Answered:
    """Abort an upload in parts."""
    _permit(request, bucket)
    await asyncio.to_thread(resumable.drop, upload_id)
    return Answered(b"{}", JSON)


def _token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "uptoken" else ""


def _permit(request: Request, bucket: str) -> Policy:
    policy = read(keys(), _token(request))
    if policy.scope.partition(":")[0] != bucket:
        raise Refused(631, "no such bucket")
    return policy


def _told(answer: msgspec.Struct) -> Answered:
    return Answered(msgspec.json.encode(answer), JSON)


# --------------------------------------------------------------------------------- downloads


async def serve(request: Request, name: str) -> HTTPResponse | None:
    """A file, parts of it, or the result of operations on it."""
    found = await asyncio.to_thread(files.find, name)
    if found is None:
        raise NotFound("no such file")
    path, mime = found
    if name.startswith(EXPORT):
        exports.permit(name, request.query_string)
        return await downloads.send(request, path, mime, f'"{name}"', PRIVATE)
    if operations.names(request.query_string):
        return await _operated(request, name, path)
    return await downloads.send(request, path, mime, f'"{name}"', FILE)


async def _operated(request: Request, name: str, path: Any) -> HTTPResponse:
    ctx, query = request.app.ctx, request.query_string.partition("&")[0]
    made = await asyncio.to_thread(ctx.results.find, name, query)
    if made is None:
        try:
            made = await ctx.decoders.run(operations.operate, path, query)
        except operations.BadOperation as error:
            raise BadRequest(str(error)) from error
        except Broken as error:
            raise BadRequest("the file cannot be decoded") from error
        except Busy as error:
            raise ServiceUnavailable("too many pictures at once") from error
        await asyncio.to_thread(ctx.results.keep, name, query, *made)
    body, mime = made
    return HTTPResponse(body, 200, dict(FILE), mime)
