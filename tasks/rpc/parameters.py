"""A function's signature as the shape of its `parm`: tolerant reading, strict bounds, schema."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple, get_type_hints

import msgspec

from wire import reading
from wire.errors import BadRequest


class Parameter(NamedTuple):
    name: str
    read: reading.Reader
    optional: bool
    number: bool


class Parameters:
    """Reads `parm` into keyword arguments; `anything` marks a function that takes every key."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        hints = get_type_hints(function, include_extras=True)
        signature = list(inspect.signature(function).parameters.values())[1:]
        self.anything = any(one.kind is one.VAR_KEYWORD for one in signature)
        named = [] if self.anything else signature
        for one in named:
            if one.name not in hints:
                raise TypeError(f"{name}: annotate the parameter {one.name!r}")
        self.parameters = [_parameter(one, hints[one.name]) for one in named]
        self.also = {
            one.name: also for one in named if (also := reading.other_name(hints[one.name]))
        }
        self.struct = _struct(name, named, hints)

    def bind(self, parm: dict[str, Any]) -> dict[str, Any]:
        """Keyword arguments for the function; raises BadRequest that names the parameter."""
        if self.anything:
            return parm
        for name, also in self.also.items():
            if also in parm and parm.get(name) is None:
                parm = parm | {name: parm[also]}
        values = {one.name: _read(one, parm[one.name]) for one in self._given(parm)}
        try:
            return msgspec.structs.asdict(msgspec.convert(values, self.struct))
        except msgspec.ValidationError as error:
            raise BadRequest(_sentence(str(error))) from None

    def _given(self, parm: dict[str, Any]) -> list[Parameter]:
        return [one for one in self.parameters if one.name in parm and not _absent(one, parm)]

    def schema(self) -> dict[str, Any]:
        """JSON schema of `parm`."""
        if self.anything:
            return {"type": "object", "additionalProperties": True, "minProperties": 1}
        ((reference,), components) = msgspec.json.schema_components([self.struct])
        schema: dict[str, Any] = components[reference["$ref"].rpartition("/")[2]]
        return {key: value for key, value in schema.items() if key != "title"}


def _struct(name: str, named: list[inspect.Parameter], hints: dict[str, Any]) -> Any:
    fields = [
        (one.name, hints[one.name])
        if one.default is one.empty
        else (one.name, hints[one.name], one.default)
        for one in named
    ]
    return msgspec.defstruct(f"{name} parm", fields, kw_only=True)


def _parameter(one: inspect.Parameter, annotation: Any) -> Parameter:
    optional = one.default is not one.empty
    return Parameter(
        one.name, reading.reader(annotation), optional, optional and reading.is_number(annotation)
    )


def _absent(one: Parameter, parm: dict[str, Any]) -> bool:
    value = parm[one.name]
    return one.optional and (value is None or (one.number and value == ""))


def _read(one: Parameter, value: Any) -> Any:
    try:
        return one.read(value)
    except reading.Unreadable as error:
        raise BadRequest(f"{one.name}: {error}") from None


def _sentence(text: str) -> str:
    """Msgspec's "Expected ... - at `$.uid`" as "uid: expected ..."."""
    what, _, where = text.partition(" - at `$.")
    if not where:
        return text.replace("Object missing required field", "missing parameter")
    return f"{where.rstrip('`')}: {what[0].lower()}{what[1:]}"
