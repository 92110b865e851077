"""JSON replies and pages, with the headers they all carry."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic import HTTPResponse, Request
from sanic.response import redirect

from web import language
from wire.errors import OK, OK_TEXT, RpcError
from wire.readable import yuan

HOME = Path(__file__).parent


def headers(**more: str) -> dict[str, str]:
    """What answers carry beside what edge/headers.py adds, a dictionary of its own for each."""
    return {"Cache-Control": "no-store", **more}


def see_other(path: str, *, status: int = 303) -> HTTPResponse:
    """Send the browser to another page of ours; 303 makes a POST a GET."""
    return redirect(path, headers(), status)


def reply(errno: int = OK, error: str = OK_TEXT, *, status: int = 200, **keys: Any) -> HTTPResponse:
    """`{"errno", "error", ...}` as shipped clients expect it: the outcome is in errno."""
    body = msgspec.json.encode({"errno": errno, "error": error, **keys})
    return HTTPResponse(body, status, headers(), "application/json; charset=utf-8")


def refusal(error: RpcError, *, status: int = 200, **keys: Any) -> HTTPResponse:
    return reply(error.errno, str(error), status=status, **keys)


def page(
    request: Request, template: str, *, status: int = 200, store: str = "", **values: Any
) -> HTTPResponse:
    """A page in the reader's language. It runs only scripts that carry the nonce.

    `store`: an address that it may send files to and show pictures from, beside ourselves.
    """
    others = f" {_origin(store)}" if store else ""
    nonce = secrets.token_urlsafe(16)
    spoken = language.of(request)
    here = request.raw_url.decode("latin-1")
    always = {"nonce": nonce, "language": spoken, "languages": switches(spoken, here)}
    body = _templates(spoken).get_template(template).render(always | values)
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}';"
        f" connect-src 'self'{others}; img-src 'self' data:{others};"
        f" form-action 'self'{others}; base-uri 'none';"
        " frame-ancestors 'none'"
    )
    more = headers(**{"Content-Security-Policy": policy})
    return HTTPResponse(body, status, more, "text/html; charset=utf-8")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def switches(spoken: str, here: str) -> list[tuple[str, str, str]]:
    """For each other language: its code, its name, and the address that switches to it."""
    return [
        (code, name, f"/language?{urlencode({'to': code, 'back': here})}")
        for code, name in language.NAMES.items()
        if code != spoken
    ]


@cache
def _templates(spoken: str) -> Environment:
    templates = Environment(
        # The palette is a file of its own: pages that are no templates load it.
        loader=FileSystemLoader([HOME / "templates", HOME / "static"]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    catalog = language.translations(spoken)
    install = templates.install_gettext_translations  # type: ignore[attr-defined]
    install(catalog, newstyle=True)
    # For what a template is given: `_` takes a text for HTML and leaves it as it is.
    templates.filters["spoken"] = catalog.gettext
    templates.filters["yuan"] = yuan
    # A name in programs, which is the same in every language.
    templates.filters["coded"] = Markup('<span lang="en">{}</span>').format
    return templates
