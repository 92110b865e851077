"""The documents as a site, which `./dev docs` builds; a service runs without them."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound

from settings import settings
from web.console import Asset, asset, files_in, kind_of, send
from web.replies import page, see_other

blueprint = Blueprint("documents")

BUILT = Path(__file__).parent.parent / "build" / "docs"
READ = ("GET", "HEAD")
MOST_KEPT = 500
_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def home() -> Path | None:
    """The folder of the site: DOCS_DIR, with DEBUG where `./dev docs` puts it; None: no site."""
    given = settings.service.docs_dir
    if given:
        return Path(given)
    return BUILT if settings.service.debug else None


@blueprint.route("/docs", methods=READ, strict_slashes=True)
async def enter(request: Request) -> HTTPResponse:
    """Relative links need the slash."""
    return see_other("/docs/", status=302)


@blueprint.route("/llms.txt", methods=READ)
async def llms(request: Request) -> HTTPResponse:
    """What there is to read, for language models (llmstxt.org)."""
    return _serve(request, "llms.txt")


@blueprint.route("/docs/", methods=READ, name="index", strict_slashes=True)
@blueprint.route("/docs/<name:path>", methods=READ)
async def document(request: Request, name: str = "") -> HTTPResponse:
    """A file of the site."""
    return _serve(request, name)


def _serve(request: Request, name: str) -> HTTPResponse:
    folder = home()
    if folder is None:
        raise NotFound("not found")
    # What is not listed is not served, whatever stands in the address.
    files = files_in(folder) if settings.service.debug else _listed(folder)
    if not files:
        return page(request, "unbuilt.html", status=404)
    name = f"{name}index.html" if not name or name.endswith("/") else name
    if name not in files:
        raise NotFound("no such page")
    file, policy = _read(files[name], files[name].stat().st_mtime_ns)
    return send(request, file, policy)


_listed = cache(files_in)


@lru_cache(maxsize=MOST_KEPT)
def _read(path: Path, changed: int) -> tuple[Asset, str]:
    """A file and its policy; `changed`: when it was written, so that a new one is read again."""
    file = asset(path.read_bytes(), kind_of(path))
    return file, _policy(file)


def _policy(file: Asset) -> str:
    """What a page of the site may: its own scripts, those inside of it by their hashes."""
    inside = _SCRIPT.findall(file.body) if file.kind.startswith("text/html") else []
    hashes = [base64.b64encode(hashlib.sha256(one).digest()).decode() for one in inside]
    scripts = " ".join(["'self'", *(f"'sha256-{one}'" for one in hashes)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
