"""Forms made of functions' parameters, and what comes back from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import msgspec
from sanic import Request

from tasks.rpc import Rpc
from web import parameters
from web.ops import labels
from web.ops.labels import Label
from web.ops.page import Page
from wire import frames
from wire.errors import BadRequest
from wire.frames import JsonObject

Values = JsonObject
OURS = ("base", "who")
"""Our address and the operator, which nobody is asked for."""
PSW = "psw"
YES_NO = (("0", "no"), ("1", "yes"))
ONE_OF = re.compile(r"\^\(([\w|]+)\)\$\(\?!\n\)")
"""The pattern of a parameter that is one of a few words."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form."""

    name: str
    label: str
    hint: str
    kind: str
    """number, text, lines, choice, date or psw."""
    required: bool
    default: str
    longest: int | None
    lowest: int | None
    highest: int | None
    choices: tuple[tuple[str, str], ...]
    blank: bool
    """Whether an empty text means something, and not that nothing was entered."""


def fields(page: Page, rpc: Rpc) -> list[Field]:
    """The inputs of a page."""
    schema = rpc.parameters.schema()
    required = schema.get("required", ())
    return [
        _field(page, rpc, name, _plain(about), name in required)
        for name, about in schema["properties"].items()
        if name not in OURS
    ]


def free_fields(rpc: Rpc) -> list[Field]:
    """The inputs of a function that is no page's, under the names that clients know."""
    schema = rpc.parameters.schema()
    required = schema.get("required", ())
    found = []
    for name, about in schema.get("properties", {}).items():
        plain = _plain(about)
        label = Label(name, str(plain.get("type", "")))
        one = _input(label, rpc, name, plain, name in required)
        found.append(replace(one, kind=PSW) if name in rpc.secret else one)
    return found


def _plain(about: Values) -> Values:
    """A parameter's schema without the null that stands for "not given"."""
    arms = [arm for arm in about.get("anyOf", ()) if arm.get("type") != "null"]
    return {**about, **arms[0]} if arms else about


def _field(page: Page, rpc: Rpc, name: str, about: Values, required: bool) -> Field:
    return _input(labels.label(page.name, name), rpc, name, about, required)


def _input(label: Label, rpc: Rpc, name: str, about: Values, required: bool) -> Field:
    choices = label.choices or _choices(about)
    bounds = (about.get("minimum"), about.get("maximum"))
    return Field(
        name=name,
        label=label.text,
        hint=label.hint,
        kind=PSW if name == PSW else label.kind or _kind(about, label.long, bool(choices)),
        required=required,
        default=shown(about.get("default")),
        longest=about.get("maxLength"),
        lowest=bounds[0],
        highest=bounds[1],
        choices=choices,
        blank=_may_be_blank(about),
    )


def _choices(about: Values) -> tuple[tuple[str, str], ...]:
    """The values of a flag, or of a parameter that is one of a few words."""
    if _is_flag(about):
        return YES_NO
    words = ONE_OF.fullmatch(about.get("pattern", ""))
    return tuple((word, word) for word in words[1].split("|")) if words else ()


def _is_flag(about: Values) -> bool:
    return (about.get("minimum"), about.get("maximum")) == (0, 1)


def _kind(about: Values, long: bool, choices: bool) -> str:
    if choices:
        return "choice"
    if long:
        return "lines"
    return "number" if about.get("type") == "integer" else "text"


def _may_be_blank(about: Values) -> bool:
    if about.get("type") != "string":
        return about.get("type") in ("array", "object")
    return not about.get("minLength") and bool(re.search(about.get("pattern", ""), ""))


def shown(value: object) -> str:
    """A value as it stands in an input."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return msgspec.json.format(msgspec.json.encode(value)).decode()
    return str(value)


def given(request: Request) -> Values:
    """What a request brings: its query and, before that, its form or JSON object."""
    query: Values = {**parameters.query(request)}
    if request.method != "POST":
        return query
    return query | _body(request)


def _body(request: Request) -> Values:
    if "json" not in request.content_type:
        return {**parameters.form(request)}
    try:
        return frames.json_object(request.body)
    except BadRequest:
        return {}


def parm(inputs: list[Field], values: Values) -> Values:
    """The parameters among what was given."""
    return {
        field.name: values[field.name]
        for field in inputs
        if field.name in values and (values[field.name] != "" or field.blank)
    }
