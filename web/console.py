"""The API test page: its files under /static, and the functions it lists."""

from __future__ import annotations

import gzip
import hashlib
import inspect
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound

from settings import settings
from tasks.rpc import Rpc
from web import language
from web.functions import hub
from web.replies import switches
from wire.frames import JsonObject
from wire.uploads import KINDS, Kind

blueprint = Blueprint("console", url_prefix="/static")

HOME = Path(__file__).parent / "static"
PAGE = "/static/PhoneTest.html"
SAID = "web/static/"
"""Where catalogs find the texts of the page."""
READ = ("GET", "HEAD")
OF_UPLOADS = ("name", "about", "path", "target", "needed", "fields")
# The files have no versions in their names: ask every time, get a 304 nearly always.
HEADERS = MappingProxyType({"Cache-Control": "no-cache", "Vary": "Accept-Encoding"})
POLICY = (
    # The page opens the sockets a login names and sends files where an upload token says; both
    # may be on another host than the page.
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self' ws: wss: http: https:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    packed: bytes
    kind: str
    etag: str


def asset(body: bytes, kind: str) -> Asset:
    """Pack and name a file's content."""
    text = kind if kind.startswith("image/") else f"{kind}; charset=utf-8"
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Asset(body, gzip.compress(body, mtime=0), text, etag)


def read_files() -> dict[str, Asset]:
    """Every file under web/static by its path there: what is not in here is not served."""
    return {name: asset(path.read_bytes(), kind_of(path)) for name, path in files_in(HOME).items()}


def files_in(folder: Path) -> dict[str, Path]:
    """The files of a folder, and of those in it, by their paths there."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in found}


def kind_of(path: Path) -> str:
    """The content type of a file by its name."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


_files = cache(read_files)


@blueprint.route("/<name:path>", methods=READ)
async def static(request: Request, name: str) -> HTTPResponse:
    """A file of the pages."""
    # A developer who edits a page wants to see it.
    files = read_files() if settings.service.debug else _files()
    if name not in files:
        raise NotFound("no such page")
    return send(request, files[name])


@blueprint.route("/functions.json", methods=READ)
async def functions(request: Request) -> HTTPResponse:
    """Every function a client may call, with the JSON schema of its parameters."""
    ctx = request.app.ctx
    if not hasattr(ctx, "catalog"):  # the functions of a process never change
        ctx.catalog = catalog(hub(request).functions.values())
    return send(request, ctx.catalog)


@blueprint.route("/words.json", methods=READ)
async def words(request: Request) -> HTTPResponse:
    """The page's texts in the reader's language, and the ways to other languages."""
    answer = send(request, spoken(language.of(request)))
    answer.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    return answer


@cache
def spoken(reader: str) -> Asset:
    """What the page says in a language, as a file."""
    about = {kind.about: language.translations(reader).gettext(kind.about) for kind in _kinds()}
    names = ("code", "name", "address")
    content = {
        "language": reader,
        "words": language.said_in(SAID, reader) | about,
        "others": [dict(zip(names, one, strict=True)) for one in switches(reader, PAGE)],
    }
    return asset(msgspec.json.encode(content), "application/json")


def send(request: Request, one: Asset, policy: str = POLICY) -> HTTPResponse:
    """A file, compressed if the client accepts that; 304 if the client has it."""
    headers = {**HEADERS, "Content-Security-Policy": policy, "ETag": one.etag}
    if one.etag in request.headers.get("if-none-match", ""):
        return HTTPResponse(status=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return HTTPResponse(one.body, content_type=one.kind, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return HTTPResponse(one.packed, content_type=one.kind, headers=headers)


def catalog(functions: Iterable[Rpc]) -> Asset:
    """The list as a file."""
    debug = settings.service.debug
    content = {"debug": debug, "functions": listed(functions), "uploads": uploads()}
    return asset(msgspec.json.encode(content), "application/json")


def listed(functions: Iterable[Rpc]) -> list[JsonObject]:
    """What the page has to know of functions, by name."""
    return [
        {
            "name": one.name,
            "doc": inspect.getdoc(one.function) or "",
            "rate": one.rate,
            "login": one.login,
            "parm": one.parameters.schema(),
            "secret": sorted(one.secret),
            "errors": {str(error.errno): error.text for error in one.errors},
            "pushes": sorted({push.type for push in one.pushes}),
        }
        for one in sorted(functions, key=lambda one: one.name)
    ]


def uploads() -> list[JsonObject]:
    """What the page has to know of kinds of upload."""
    return [{name: getattr(kind, name) for name in OF_UPLOADS} for kind in _kinds()]


def _kinds() -> list[Kind]:
    return [kind for kind in KINDS.values() if not kind.internal]
