"""`POST /push`: other systems reach users who are online."""

from __future__ import annotations

from hmac import compare_digest

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound

from settings import settings
from web.functions import Function
from web.replies import refusal, reply
from wire import frames
from wire.errors import OK, BadRequest, Busy, Forbidden
from wire.frames import JsonObject

blueprint = Blueprint("push")

PUSH = Function("http.push.push")

BODY_BYTES = 512 * 1024
"""Room for 64 KiB of data in its longest spelling, where every character is escaped."""
STATUS = {OK: 200, BadRequest.errno: 400, Busy.errno: 503}


@blueprint.post("/push")
async def push(request: Request) -> HTTPResponse:
    """Send a push; the token stands in PUSH_TOKEN. Without one this address does not exist."""
    if not settings.ops.push_token:
        raise NotFound("not found")
    if not _authorized(request, settings.ops.push_token):
        return refusal(Forbidden("wrong or missing token"), status=401)
    try:
        parm = _parameters(request.body)
    except BadRequest as error:
        return refusal(error, status=400)
    errno, error_text, result = await PUSH(request, parm)
    return reply(errno, error_text, status=STATUS.get(errno, 500), result=result)


def _authorized(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())


def _parameters(body: bytes) -> JsonObject:
    if len(body) > BODY_BYTES:
        raise BadRequest("body too large")
    return frames.json_object(body)
