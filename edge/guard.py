"""Makes a Sanic app whose every answer follows the rest of this package."""

from __future__ import annotations

from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

from edge import headers
from edge.failures import Failures, Written, as_text
from edge.requests import LenientRequest

App = Sanic[Any, Any]


def make_app(name: str, written: Written = as_text) -> App:
    """An app without Sanic's logs, error pages and banner; `written` makes its error answers."""
    app: App = Sanic(
        name,
        request_class=LenientRequest,
        error_handler=Failures(written),
        configure_logging=False,
        strict_slashes=False,
    )
    app.config.ACCESS_LOG = False  # it would have query strings
    app.config.MOTD = False
    app.register_middleware(_complete, "response")
    return app


def _complete(request: Request, response: BaseHTTPResponse) -> None:
    headers.complete(response.headers)
