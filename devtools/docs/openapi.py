"""The HTTP endpoints as an OpenAPI 3.1 document, from the functions behind them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

import msgspec

from devtools.docs.endpoints import ENDPOINTS, Endpoint
from tasks.rpc import Rpc, load
from web.ops.access import COOKIE, PREFIX
from web.ops.page import Page
from web.ops.pages import SECTION_OF, SECTIONS
from wire import errors
from wire.errors import RpcError
from wire.uploads import KINDS, WITHOUT_CALLBACK, Kind

Json = dict[str, Any]

INTRODUCTION = """\
What apps, browsers, stores, payment providers and operators call by HTTP. Calls and pushes go \
over the websocket, see asyncapi.json. Unless a status is named here it is 200, and `errno` has \
the outcome. The prose stands in http.md beside this file."""
ALWAYS: tuple[type[RpcError], ...] = (errors.Busy, errors.BadRequest, errors.Internal)
"""Errors that every function can answer."""
OURS = {"who", "base", "kind"}
"""Parameters that endpoints fill in themselves."""
JSON, HTML, TEXT = "application/json", "text/html", "text/plain"
FORM = "application/x-www-form-urlencoded"
BODIES = {FORM: (FORM, "multipart/form-data", JSON)}
"""What a form may come as, too."""
REFERENCE = "#/components/schemas/{name}"


def document() -> Json:
    """The whole document."""
    functions = load()
    results, schemas = _results(functions)
    paths: Json = {}
    for one in [*ENDPOINTS, *_uploads()]:
        operation = _operation(one, functions[one.function], results[one.function])
        paths.setdefault(one.path, {})[one.method] = operation
    for pages in SECTIONS.values():
        for page in pages:
            rpc = functions[page.function.name]
            paths[f"{PREFIX}/{page.name}"] = {"post": _action(page, rpc, results[rpc.name])}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Social backend",
            "version": "1.0.0",
            "description": INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths | _of_operations(),
        "components": {"schemas": schemas | _shared(), "securitySchemes": SECURITY},
    }


SECURITY: Json = {
    "pushToken": {"type": "http", "scheme": "bearer", "description": "PUSH_TOKEN"},
    "metricsToken": {"type": "http", "scheme": "bearer", "description": "METRICS_TOKEN"},
    "store": {"type": "apiKey", "in": "header", "name": "Authorization"},
    "operator": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
}


def _uploads() -> Iterable[Endpoint]:
    for kind in KINDS.values():
        if not kind.internal:
            yield _token(kind)
        if kind.name != WITHOUT_CALLBACK:
            yield Endpoint(
                "post",
                kind.done,
                "http.uploads.uploaded",
                f"The store's notice of an upload of kind {kind.name}, signed by it.",
                security="store",
                content=JSON,
                parameters={"type": "object"},
                statuses={403: "not signed by the store", 413: "too large"},
                result={"type": "object"},
            )


def _token(kind: Kind) -> Endpoint:
    number = {"type": "integer", "minimum": 1}
    properties: Json = {
        "sessionid": {"type": "string", "minLength": 1, "maxLength": 64},
        "usepage": {"type": "integer", "enum": [0, 1], "description": "1: a page with a form"},
    }
    if kind.target:
        properties[kind.target] = number
    return Endpoint(
        "get",
        kind.path,
        "http.uploads.token",
        f"A token to upload by. {kind.about}",
        parameters={
            "type": "object",
            "properties": properties,
            "required": ["sessionid", *([kind.target] if kind.needed else [])],
        },
        page=True,
        statuses={400: "a page that says why not, for browsers that asked for one"},
    )


# ---------------------------------------------------------------------------------- operations


def _operation(one: Endpoint, rpc: Rpc, result: Json) -> Json:
    parameters = one.parameters or _without(rpc.parameters.schema(), OURS)
    made: Json = {
        "operationId": f"{one.method} {one.path}",
        "summary": one.about or rpc.summary,
        "responses": _responses(one, rpc, result),
        "tags": [one.tag],
    }
    if not one.about:
        made["description"] = inspect.getdoc(rpc.function) or ""
    if one.method == "get":
        made["parameters"] = _query(parameters)
    else:
        kinds = BODIES.get(one.content, (one.content,))
        made["requestBody"] = {"content": {kind: {"schema": parameters} for kind in kinds}}
    return made | ({"security": [{one.security: []}]} if one.security else {})


def _query(parameters: Json) -> list[Json]:
    """A function's parameters as the query of a URL."""
    required = parameters.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in parameters.get("properties", {}).items()
    ]


def _responses(one: Endpoint, rpc: Rpc, result: Json) -> Json:
    kind = one.answer or JSON
    schema = (one.result or {}) if one.answer else _outcome(one, rpc, result)
    good: Json = {"description": "the outcome", "content": {kind: {"schema": schema}}}
    if one.page:
        good["content"][HTML] = {"schema": {"type": "string"}}
    others = {"413": {"description": "larger than any request may be"}}
    others |= {str(status): {"description": text} for status, text in one.statuses.items()}
    return {"200": good, **others}


def _outcome(one: Endpoint, rpc: Rpc, result: Json) -> Json:
    shown = one.result or result
    body = {"properties": {"result": shown}, "required": ["result"]} if one.nested else shown
    parts = [{"$ref": REFERENCE.format(name="Success")}, body, *one.more]
    return {"oneOf": [{"allOf": parts}, _refusal(rpc)]}


def _refusal(rpc: Rpc) -> Json:
    errnos = sorted({one.errno for one in (*rpc.errors, *ALWAYS)})
    among = {"properties": {"errno": {"enum": errnos}}}
    return {"allOf": [{"$ref": REFERENCE.format(name="Refusal")}, among]}


def _without(schema: Json, names: set[str]) -> Json:
    """A function's parameters but those that an endpoint fills in itself."""
    properties = {key: one for key, one in schema.get("properties", {}).items() if key not in names}
    required = [key for key in schema.get("required", []) if key in properties]
    return {"type": "object", "properties": properties} | (
        {"required": required} if required else {}
    )


# ---------------------------------------------------------------------- the pages of operations


def _action(page: Page, rpc: Rpc, result: Json) -> Json:
    one = Endpoint(
        "post",
        f"{PREFIX}/{page.name}",
        rpc.name,
        page.title,
        tag=f"Operations: {SECTION_OF[page.name]}",
        nested=True,
        statuses={401: "not logged in", 403: "without csrf, or not allowed for the role"},
        page=True,
    )
    made = _operation(one, rpc, result)
    return made | {"security": [{"operator": [], "csrf": []}]}


def _of_operations() -> Json:
    """Login and logout, which are not in the table of pages."""
    csrf = {"properties": {"result": {"properties": {"csrf": {"type": "string"}}}}}
    entry = {"allOf": [{"$ref": REFERENCE.format(name="Success")}, csrf]}
    refusal = {"$ref": REFERENCE.format(name="Refusal")}
    answer = {
        "description": "the outcome",
        "content": {JSON: {"schema": {"oneOf": [entry, refusal]}}},
    }
    text = {"type": "string", "maxLength": 1024}
    fields = {"type": "object", "properties": {"name": text, "psw": text}, "required": ["psw"]}
    log_in = {
        "operationId": "operations log in",
        "summary": "Log in; a script sends Accept: application/json.",
        "tags": ["Operations"],
        "requestBody": {"content": {FORM: {"schema": fields}}},
        "responses": {"200": answer, "403": {"description": "from another site"}},
    }
    log_out = {
        "operationId": "operations log out",
        "summary": "Log out.",
        "tags": ["Operations"],
        "security": [{"operator": [], "csrf": []}],
        "responses": {"200": answer, "401": {"description": "not logged in"}},
    }
    return {f"{PREFIX}/Login": {"post": log_in}, f"{PREFIX}/Logout": {"post": log_out}}


# ------------------------------------------------------------------------------------- schemas


def _results(functions: dict[str, Rpc]) -> tuple[dict[str, Json], Json]:
    """For each function behind an endpoint the schema of its result; and what these refer to."""
    names = {one.function for one in [*ENDPOINTS, *_uploads()]}
    names |= {page.function.name for pages in SECTIONS.values() for page in pages}
    with_result = [name for name in sorted(names) if _has_shape(functions[name].result)]
    found, components = msgspec.json.schema_components(
        [functions[name].result for name in with_result], ref_template=REFERENCE
    )
    results: dict[str, Json] = {name: {"type": "object"} for name in names}
    results |= dict(zip(with_result, found, strict=True))
    tidy = {
        name: {key: value for key, value in schema.items() if key != "title"}
        for name, schema in sorted(components.items())
    }
    return results, tidy


def _has_shape(result: Any) -> bool:
    return isinstance(result, type) and issubclass(result, msgspec.Struct)


def _shared() -> Json:
    errno, text = {"type": "integer"}, {"type": "string"}
    wait = {"type": "integer", "description": "Seconds until it may work."}
    return {
        "Success": {
            "type": "object",
            "properties": {"errno": {"const": 0}, "error": text},
            "required": ["errno", "error"],
        },
        "Refusal": {
            "type": "object",
            "properties": {
                "errno": errno,
                "error": text | {"description": "English, for developers."},
                "msg": text | {"description": "Of /getcode: made for users."},
                "retry_after": wait,
            },
            "required": ["errno", "error"],
        },
    }
