"""Upload tokens and pages for clients, and the store's callbacks."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from sanic import Blueprint, HTTPResponse, Request

from front import address
from web import language
from web.functions import Function
from web.parameters import read
from web.replies import page, refusal, reply
from wire.errors import OK, BadRequest, Forbidden, Internal, NoSession
from wire.frames import JsonObject
from wire.readable import told
from wire.uploads import KINDS, WITHOUT_CALLBACK, Kind

blueprint = Blueprint("uploads")

BODY_BYTES = 64 * 1024
BAD_REQUEST = 400
PICTURES = ("HeadImg", "BackgroundImg")

TOKEN = Function("http.uploads.token")
UPLOADED = Function("http.uploads.uploaded")


async def token(request: Request, kind: Kind) -> HTTPResponse:
    """An upload token; with `usepage=1` a page with the form to upload by."""
    names = ("sessionid", "usepage", *filter(None, [kind.target]))
    given = read(request, *names)
    if "sessionid" not in given:
        return _refused(request, given, NoSession.errno, "sessionid is needed", {})
    parm = {
        "sessionid": given["sessionid"],
        "kind": kind.name,
        "base": address.base(request),
        "target": given.get(kind.target, 0),
    }
    errno, error, result = await TOKEN(request, parm)
    if errno != OK:
        return _refused(request, given, errno, error, result)
    if given.get("usepage") == "1":
        return form(request, kind, parm["target"], result)
    return reply(**result)


def _refused(
    request: Request, given: dict[str, str], errno: int, error: str, result: JsonObject
) -> HTTPResponse:
    """Programs read the outcome; people who wanted the page are told on one."""
    if given.get("usepage") != "1" or "text/html" not in request.headers.get("accept", ""):
        return reply(errno, error, **result)
    spoken = language.of(request)
    line = told(spoken).get(errno, told(spoken)[Internal.errno])
    heading = language.words(request)("This did not work")
    status = BAD_REQUEST
    return page(request, "failed.html", status=status, code=errno, heading=heading, line=line)


def form(
    request: Request, kind: Kind, target: object, token_: JsonObject, back: str = ""
) -> HTTPResponse:
    """A page to upload by, with a token in it; `back`: the page it was reached from."""
    fields = [name for name in kind.fields if not (target and name == kind.target)]
    accept = "image/*" if kind.name in PICTURES else "image/*,audio/*,video/*"
    return page(
        request,
        "uploads/form.html",
        store=token_["upload_url"],
        kind=kind,
        target=target,
        fields=fields,
        accept=accept,
        back=back,
        told=told(language.of(request)),
        **token_,
    )


async def done(request: Request, kind: Kind) -> HTTPResponse:
    """The store calls back: 403 unless it is the store. The answer goes to the client."""
    if len(request.body) > BODY_BYTES:
        return refusal(BadRequest("body too large"), status=413)
    try:
        parm = _callback(request, kind)
    except UnicodeDecodeError:
        return refusal(Forbidden("bad signature"), status=403)
    errno, error, result = await UPLOADED(request, parm)
    if errno == OK:
        return reply(**result["reply"])
    refused = errno in (Forbidden.errno, BadRequest.errno)
    return reply(errno, error, status=403 if refused else 200, result=result)


def _callback(request: Request, kind: Kind) -> JsonObject:
    """What the signature may cover, as the store wrote it."""
    base = address.base(request)
    headers = {_written(name): value for name, value in request.headers.items()}
    signed = {name: value for name, value in headers.items() if name.startswith("X-Qiniu-")}
    query = f"?{request.query_string}" if request.query_string else ""
    return {
        "kind": kind.name,
        "authorization": headers.get("Authorization", ""),
        "url": f"{base}{kind.done}{query}",
        "body": request.body.decode(),
        "content_type": headers.get("Content-Type", ""),
        "headers": signed | {"Host": urlsplit(base).netloc},
        "reqid": headers.get("X-Reqid", ""),
    }


def _written(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("-"))


for _kind in KINDS.values():
    if not _kind.internal:
        blueprint.add_route(
            partial(token, kind=_kind),
            _kind.path,
            methods=["GET", "POST"],
            name=f"token_{_kind.name}",
        )
    if _kind.name != WITHOUT_CALLBACK:
        blueprint.add_route(
            partial(done, kind=_kind), _kind.done, methods=["POST"], name=f"done_{_kind.name}"
        )
