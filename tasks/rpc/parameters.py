"""The parameters of a function, from its signature: tolerant reading, strict bounds, schema."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, NamedTuple, get_type_hints

import msgspec

from wire import reading, sizes
from wire.errors import BadRequest
from wire.frames import value


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
        self.public = _bearing(reading.Public, named, hints)
        """Parameters whose texts others will see."""
        self.media = _bearing(reading.Medium, named, hints)
        """Parameters with addresses of pictures and other media."""
        self.pages = bool(_bearing(reading.Place, named, hints))
        """Whether it pages by numbers."""
        self._longest = {one.name: sizes.longest(hints[one.name]) for one in named}
        self._longest |= {also: self._longest[name] for name, also in self.also.items()}
        self.longest = math.inf if self.anything else sizes.of_object(self._longest)
        """The most bytes of JSON text that a call can need."""
        self._known, self._only_known = _decoders(name, list(self._longest))

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

    def trimmed(self, parm: bytes, *, mark: bool = False) -> bytes:
        """The JSON object without keys that the function does not know.

        mark: with a digest of the dropped keys, so that calls that differ only there stay different
        calls. Raises BadRequest when the rest is longer than its types allow, because it would take
        memory in the queue before a worker checks it.
        """
        if self.anything:
            return parm
        try:
            known = self._only_known.decode(parm)
        except msgspec.ValidationError:
            known = self._known.decode(parm)
            setattr(known, MARK, self._digest(parm) if mark else msgspec.UNSET)
        text = _encode(known)
        if len(text) > self.longest:
            raise BadRequest(f"{self._too_long(known)}: too long")
        return text

    def _digest(self, parm: bytes) -> msgspec.Raw:
        others = {key: part for key, part in value(parm).items() if key not in self._longest}
        return msgspec.Raw(f'"{blake2b(_sorted(others), digest_size=16).hexdigest()}"')

    def _too_long(self, known: Any) -> str:
        """The parameter that is furthest beyond its bound."""
        given = msgspec.structs.asdict(known).items()
        lengths = {key: len(bytes(raw)) for key, raw in given if raw is not msgspec.UNSET}
        return max(lengths, key=lambda key: lengths[key] - self._longest.get(key, 0))

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


_encode = msgspec.json.Encoder().encode
_sorted = msgspec.json.Encoder(order="deterministic").encode
MARK = "unknown_"
"""The field for the digest of keys that a function does not know; its own key is empty."""


def _decoders(name: str, keys: list[str]) -> tuple[Any, Any]:
    """Two decoders of the raw texts of these keys: one drops all others, one refuses them."""
    fields = [(key, msgspec.Raw | msgspec.UnsetType, msgspec.UNSET) for key in [*keys, MARK]]
    drops = msgspec.defstruct(f"{name} text", fields, kw_only=True, rename={MARK: ""})
    refuses = msgspec.defstruct(
        f"{name} text", fields[:-1], kw_only=True, forbid_unknown_fields=True
    )
    return msgspec.json.Decoder(drops), msgspec.json.Decoder(refuses)


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


def _bearing(marker: type, named: list[inspect.Parameter], hints: dict[str, Any]) -> list[str]:
    return [one.name for one in named if reading.bears(hints[one.name], marker)]
