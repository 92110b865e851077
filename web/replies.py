"""JSON replies and pages, with the headers they all carry."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import HTTPResponse
from sanic.response import redirect

from wire.errors import OK, OK_TEXT, RpcError


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


def page(template: str, *, status: int = 200, store: str = "", **values: Any) -> HTTPResponse:
    """A page. It runs only scripts that carry the nonce, and reaches ourselves.

    `store`: an address that it may send files to and show pictures from besides.
    """
    others = f" {_origin(store)}" if store else ""
    nonce = secrets.token_urlsafe(16)
    body = _templates().get_template(template).render(nonce=nonce, **values)
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


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
