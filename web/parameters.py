"""What a request brings: query, form or JSON object, read alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from sanic import Request
from sanic.headers import parse_content_header
from sanic.request.form import parse_multipart_form

from wire import frames
from wire.errors import BadRequest

MOST_FIELDS = 100
# What old clients send without encoding the plus of a number in it.
_BARE_PLUS = re.compile(r"((?:^|&)(?:phone|name|newphone)=)\+(?=[0-9])")


def read(request: Request, *names: str) -> dict[str, str]:
    """The named parameters that were given and are not empty; the body wins over the query."""
    values = query(request) | _body(request)
    return {name: values[name] for name in names if values.get(name)}


def query(request: Request) -> dict[str, str]:
    """The first value of each parameter in the address."""
    return _fields(request.query_string)


def form(request: Request) -> dict[str, str]:
    """The first value of each field of the body's form; nothing for what is no form."""
    kind, options = parse_content_header(request.content_type)
    try:
        if kind == "multipart/form-data":
            boundary = str(options["boundary"]).encode()
            fields, _ = parse_multipart_form(request.body, boundary)  # type: ignore[no-untyped-call]
            return _first(fields)
        if kind == "application/x-www-form-urlencoded":
            return _fields(request.body.decode())
    except (ValueError, LookupError, TypeError):
        # What the parser says of a body that is no form.
        return {}
    return {}


def _fields(text: str) -> dict[str, str]:
    text = _BARE_PLUS.sub(r"\1%2B", text)
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    # Of several the first counts.
    return dict(reversed(pairs))


def _first(values: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: several[0] for name, several in values.items()}


def _body(request: Request) -> dict[str, str]:
    if "json" in request.content_type:
        return _json(request.body)
    return form(request)


def _json(body: bytes) -> dict[str, str]:
    """A JSON object's texts and numbers; of anything else nothing."""
    try:
        values = frames.json_object(body)
    except BadRequest:
        return {}
    return {name: str(value) for name, value in values.items() if type(value) in (str, int, float)}
