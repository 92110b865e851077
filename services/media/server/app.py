"""The store's HTTP side: uploads at `/`, files at `/<hash>`."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import BadRequest, HeaderNotFound, NotFound
from sanic.handlers import ContentRangeHandler
from sanic.response import file

from log import log
from services.media.server import files, pictures, upload
from services.media.server.policy import Refused
from settings import settings

FORM_BYTES = 1024 * 1024
"""Room for the fields beside the file."""
SHARED = {"Access-Control-Allow-Origin": "*"}
FILE = {
    **SHARED,
    # a file under its hash never changes
    "Cache-Control": "public, max-age=31536000, immutable",
    "Accept-Ranges": "bytes",
    # what people upload must not act as a page of this address
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    **SHARED,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def make_app() -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic("store", configure_logging=False, strict_slashes=False)
    app.config.ACCESS_LOG = False
    app.config.MOTD = False
    app.config.REQUEST_MAX_SIZE = settings.media.upload_max_mib * 1024 * 1024 + FORM_BYTES
    app.config.RESPONSE_TIMEOUT = 60
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.add_route(receive, "/", methods=["POST"])
    app.add_route(allow, "/", methods=["OPTIONS"])
    app.add_route(serve, "/<name:str>", methods=["GET", "HEAD"])
    app.register_middleware(_share, "response")
    return app


async def _share(request: Any, response: Any) -> Any:
    """Browsers must be able to read refusals too, wherever the page came from."""
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    return response


async def allow(request: Request) -> HTTPResponse:
    """Tell a browser that pages from elsewhere may upload."""
    return HTTPResponse(status=204, headers=PREFLIGHT)


async def receive(request: Request) -> HTTPResponse:
    """Take a form upload."""
    reqid = upload.new_reqid()
    headers = {"X-Reqid": reqid, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    try:
        answer = await asyncio.to_thread(upload.take, _posted(request), reqid)
    except Refused as error:
        log.info("upload refused", reqid=reqid, status=error.status, reason=str(error))
        return HTTPResponse(upload.refusal(error), error.status, headers, "application/json")
    return HTTPResponse(answer.body, 200, headers, answer.content_type)


def _posted(request: Request) -> upload.Upload:
    """What a form brought; raises Refused."""
    form: Any = request.form or {}
    files_: Any = request.files or {}
    if "token" not in form:
        raise Refused(401, "token not specified")
    if "file" not in files_:
        raise Refused(400, "file is not specified in multipart")
    posted = files_["file"][0]
    fields = {name: values[0] for name, values in form.items()}
    return upload.Upload(fields.pop("token"), posted.body, posted.name or "", fields)


async def serve(request: Request, name: str) -> HTTPResponse:
    """A file, a part of it, or what an operation makes of it."""
    found = files.find(name)
    if found is None:
        raise NotFound("no such file")
    path, mime = found
    operation = request.query_string.partition("&")[0]
    if operation.partition("/")[0] in pictures.OPERATIONS:
        return await _operated(path, operation)
    tag = f'"{name}"'
    if tag in request.headers.get("if-none-match", ""):
        return HTTPResponse(status=304, headers=FILE | {"ETag": tag})
    return await file(
        path, mime_type=mime, headers=FILE | {"ETag": tag}, _range=await _range(request, path)
    )


async def _operated(path: Any, operation: str) -> HTTPResponse:
    try:
        body, mime = await asyncio.to_thread(pictures.operate, path, operation)
    except pictures.BadOperation as error:
        raise BadRequest(str(error)) from error
    return HTTPResponse(body, 200, dict(FILE), mime)


async def _range(request: Request, path: Any) -> ContentRangeHandler | None:
    stats = await asyncio.to_thread(path.stat)
    try:
        return ContentRangeHandler(request, stats)
    except HeaderNotFound:
        return None
