"""What a request brings: query, form or JSON object, read alike."""

from __future__ import annotations

from typing import Any

from sanic import Request

from wire import frames
from wire.errors import BadRequest


def read(request: Request, *names: str) -> dict[str, str]:
    """The named parameters that were given and are not empty; the body wins over the query."""
    values = _query(request) | _body(request)
    return {name: values[name] for name in names if values.get(name)}


def _query(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in request.args.items()}


def _body(request: Request) -> dict[str, str]:
    if "json" in request.content_type:
        return _json(request.body)
    form: Any = request.form or {}
    return {name: values[0] for name, values in form.items()}


def _json(body: bytes) -> dict[str, str]:
    """A JSON object's texts and numbers; of anything else nothing."""
    try:
        values = frames.json_object(body)
    except BadRequest:
        return {}
    return {name: str(value) for name, value in values.items() if type(value) in (str, int, float)}
