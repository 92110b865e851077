"""The protocol as an AsyncAPI 3.0 document, described from the server's side."""

from __future__ import annotations

from types import NoneType
from typing import Any

import msgspec

from devtools.docs import facts, functions
from devtools.docs.functions import Function
from push.pushes import Push

Json = dict[str, Any]

CHANNEL = "#/channels/socket"
CDATA = {"description": "Any JSON; the reply carries it unchanged."}
SEQ = "The number that this has for the user, for event.sync."
INTRODUCTION = """\
Calls and pushes over one websocket. A call is answered by exactly one reply with the same \
cdata; pushes come in between. The prose, and the HTTP endpoints for login and uploads, stand in \
README.md and http.md beside this file."""


def document() -> Json:
    """The whole document."""
    shown = [Function(one) for one in functions.shown().values()]
    pushes = facts.every_push()
    schemas, names = _schemas(shown, pushes)
    messages = _messages(shown, pushes, names)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Social backend", "version": "1.0.0", "description": INTRODUCTION},
        "defaultContentType": "application/json",
        "servers": {"production": _server()},
        "channels": {"socket": _channel(messages)},
        "operations": _operations(shown, pushes),
        "components": {"messages": messages, "schemas": schemas},
    }


def _server() -> Json:
    return {
        "host": "example.com",
        "protocol": "wss",
        "description": "The login's reply names the address, as `wss` and as `ws`.",
    }


def _channel(messages: Json) -> Json:
    query = {
        "type": "object",
        "properties": {
            "usezlib": {"type": "integer", "description": "Not 0: frames are zlib streams."},
            "own_pushes": {
                "type": "integer",
                "description": "Not 0: numbered pushes about what this connection does come, too.",
            },
            "sessionid": {"type": "string", "description": "Starts this session on open."},
            "cdata": {"type": "string", "description": "The cdata of that start."},
        },
    }
    return {
        "address": "/ws",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"ws": {"method": "GET", "query": query}},
    }


# ------------------------------------------------------------------------------------ schemas


def _schemas(shown: list[Function], pushes: list[type[Push]]) -> tuple[Json, dict[str, Json]]:
    """The component schemas, and the schema of each "parm f", "result f" and "push t"."""
    wanted: dict[str, Any] = {f"parm {one.name}": one.rpc.parameters.struct for one in shown}
    wanted |= {f"result {one.name}": one.rpc.result for one in shown if one.answers}
    wanted |= {f"push {one.type}": one for one in pushes}
    found, components = msgspec.json.schema_components(
        wanted.values(), ref_template="#/components/schemas/{name}"
    )
    names = dict(zip(wanted, found, strict=True))
    for one in shown:
        if one.rpc.parameters.anything:
            names[f"parm {one.name}"] = one.rpc.parameters.schema()
        if not one.answers:
            names[f"result {one.name}"] = _loose(one.rpc.result)
    return _tidy(components), {name: _draft_7(schema) for name, schema in names.items()}


def _loose(result: Any) -> Json:
    """The schema of results that are no object of a fixed shape."""
    empty = {"type": "object", "maxProperties": 0}
    return empty if result is NoneType else {"type": "object"}


def _tidy(components: Json) -> Json:
    """Sorted, and without titles that only repeat the name."""
    return {
        name: {key: value for key, value in _draft_7(components[name]).items() if key != "title"}
        for name in sorted(components)
    }


def _draft_7(schema: Any) -> Any:
    """A schema in AsyncAPI's own dialect: msgspec writes tuples as later drafts have them."""
    if isinstance(schema, list):
        return [_draft_7(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    old = {key: _draft_7(value) for key, value in schema.items()}
    if "prefixItems" in old:
        old |= {"items": old.pop("prefixItems"), "additionalItems": False}
    return old


# ----------------------------------------------------------------------------------- messages


def _messages(shown: list[Function], pushes: list[type[Push]], names: dict[str, Json]) -> Json:
    messages = {}
    for one in shown:
        messages[f"{one.name}.request"] = _request(one, names[f"parm {one.name}"])
        messages[f"{one.name}.reply"] = _reply(one, names[f"result {one.name}"])
    messages["refusal"] = _refusal()
    for push in pushes:
        messages[f"push.{push.type}"] = _push(push, names[f"push {push.type}"])
    return messages


def _request(one: Function, parm: Json) -> Json:
    needed = ["func", "parm"] if one.needs_parm else ["func"]
    return {
        "name": f"{one.name}.request",
        "correlationId": {"location": "$message.payload#/cdata"},
        "payload": _object({"func": {"const": one.name}, "parm": parm, "cdata": CDATA}, needed),
        "examples": [{"payload": one.request}],
    }


def _reply(one: Function, result: Json) -> Json:
    keys = {
        "push": {"const": False},
        "errno": {"const": 0},
        "error": {"const": "no error"},
        "cdata": CDATA,
        "result": result,
    }
    return {
        "name": f"{one.name}.reply",
        "correlationId": {"location": "$message.payload#/cdata"},
        "payload": _object(keys, ["push", "errno", "error", "result"]),
        "examples": [{"payload": one.reply}],
    }


def _refusal() -> Json:
    table = [f"{one.errno}: {one.text}" for one in facts.every_error()]
    keys = {
        "push": {"const": False},
        "errno": {"type": "integer", "description": "; ".join(table)},
        "error": {"type": "string", "description": "English, for developers."},
        "cdata": CDATA,
        "result": {"type": "object"},
    }
    return {
        "name": "refusal",
        "summary": "The reply to a call that was refused or failed.",
        "correlationId": {"location": "$message.payload#/cdata"},
        "payload": _object(keys, ["push", "errno", "error", "result"]),
    }


def _push(push: type[Push], data: Json) -> Json:
    seq = {"seq": {"type": "integer", "description": SEQ}} if push.numbered else {}
    keys = {"push": {"const": True}, "type": {"const": push.type}, **seq, "data": data}
    example = facts.push_frame(push)
    return {
        "name": f"push.{push.type}",
        "summary": " ".join((push.__doc__ or "").split()),
        "payload": _object(keys, ["push", "type", "data"]),
        "examples": [{"payload": example}],
    }


def _object(keys: Json, required: list[str]) -> Json:
    return {"type": "object", "properties": keys, "required": required}


# --------------------------------------------------------------------------------- operations


def _operations(shown: list[Function], pushes: list[type[Push]]) -> Json:
    operations = {one.name: _call(one) for one in shown}
    return operations | {
        f"push.{one.type}": {
            "action": "send",
            "channel": {"$ref": CHANNEL},
            "messages": [_message(f"push.{one.type}")],
            "tags": [{"name": "push"}],
        }
        for one in pushes
    }


def _call(one: Function) -> Json:
    return {
        "action": "receive",
        "channel": {"$ref": CHANNEL},
        "summary": one.rpc.summary,
        "description": one.text,
        "messages": [_message(f"{one.name}.request")],
        "reply": {
            "channel": {"$ref": CHANNEL},
            "messages": [_message(f"{one.name}.reply"), _message("refusal")],
        },
        "tags": [{"name": one.rpc.namespace}],
        "x-rate-class": str(one.rpc.rate),
        "x-login": one.rpc.login,
        "x-errnos": [error.errno for error in one.rpc.errors],
        "x-pushes": sorted(one.push_types),
    }


def _message(name: str) -> Json:
    return {"$ref": f"{CHANNEL}/messages/{name}"}
