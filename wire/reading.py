"""Tolerant reading of parameters: numbers as text, one item for a list, and the like.

The annotations of wire/types.py have markers; `reader` makes the function that reads a value.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

import texts
from wire.errors import BadRequest


@dataclass(frozen=True)
class Clamp:
    """Counts are brought into 1..maximum instead of being refused."""

    maximum: int


@dataclass(frozen=True)
class Unique:
    """A list that may also be one bare item; repeats count once, order stays."""

    blanks: bool = True
    """Whether "" is an ordinary item; else it is dropped."""


@dataclass(frozen=True)
class Trimmed:
    """Blanks around the text are removed before its length is checked."""


@dataclass(frozen=True)
class Named:
    """A name: trimmed, with at least one visible character.

    Characters that control lines or the direction of writing are refused.
    """


@dataclass(frozen=True)
class Seen:
    """A text with at least one visible character, or an empty one."""


@dataclass(frozen=True)
class Public:
    """A text that others will see, and that is compared with the list of words."""


@dataclass(frozen=True)
class Medium:
    """The address of a picture, film or sound that others will see."""


@dataclass(frozen=True)
class Place:
    """A number to page from: the numbers that a call shows may become the client's next ones."""


@dataclass(frozen=True)
class OrBare:
    """A list that may also be one bare item; repeats stay."""


@dataclass(frozen=True)
class Lenient:
    """A list of objects; a part that cannot be read is left out, and the call is not refused."""


@dataclass(frozen=True)
class Commas:
    """A list that may also be one bare item, or a text with commas between items; no blanks."""


@dataclass(frozen=True)
class OrText:
    """An object, or its JSON as a text; "" is an empty one."""


@dataclass(frozen=True)
class OneOrMany:
    """One bare item or a list of them, kept apart: only a bare item can be "not found"."""


@dataclass(frozen=True)
class Switch:
    """A flag: true, false, 0, 1, "0" or "1"; read as 0 or 1."""


@dataclass(frozen=True)
class AlsoCalled:
    """The parameter's name in some old clients."""

    name: str


Reader = Callable[[Any], Any]

COMMA = re.compile("[,，\\n]")
_INTEGER = re.compile(r"-?[0-9]{1,40}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?", re.ASCII)


class Unreadable(BadRequest):
    """The value has no accepted spelling."""


def _integer(value: Any) -> Any:
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if type(value) is int:
        return value
    raise Unreadable("must be a whole number")


def _number(value: Any) -> float:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if type(value) in (int, float) and abs(value) <= sys.float_info.max:
        # PostgreSQL refuses numbers so small that they have lost digits.
        return float(value) if abs(value) >= sys.float_info.min else 0.0
    raise Unreadable("must be a number")


def _text(value: Any) -> str:
    if type(value) in (int, float):
        return msgspec.json.encode(value).decode()
    if isinstance(value, str):
        return value
    raise Unreadable("must be a text")


def _switch(value: Any) -> int:
    if value in (0, 1, "0", "1"):  # true and false are 1 and 0
        return int(value)
    raise Unreadable("must be 0 or 1")


def _clamp(maximum: int) -> Reader:
    return lambda value: max(1, min(maximum, _integer(value)))


def _trimmed(value: Any) -> str:
    return _text(value).strip()


def _named(value: Any) -> str:
    name = _trimmed(value)
    if name and not texts.shows(name):
        raise Unreadable("nothing of it can be seen")
    if texts.breaks(name):
        raise Unreadable("must not have signs of control, lines or direction")
    return name


def _seen(value: Any) -> str:
    text = _text(value)
    if text and not texts.shows(text):
        raise Unreadable("nothing of it can be seen")
    return text


def _items(item: Reader, *, blanks: bool = True) -> Reader:
    def read(value: Any) -> list[Any]:
        values = value if isinstance(value, list) else [value]
        found = dict.fromkeys(item(one) for one in values)
        return [one for one in found if blanks or one != ""]

    return read


def _object(kind: type[msgspec.Struct]) -> Reader:
    readers = {
        name: reader(annotation)
        for name, annotation in get_type_hints(kind, include_extras=True).items()
    }

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Unreadable("must hold objects")
        given = readers.keys() & {name for name, part in value.items() if part is not None}
        return {name: readers[name](value[name]) for name in given}

    return read


def _leniently(item: Reader) -> Reader:
    """Reads those parts of an object that can be read, one by one."""

    def read(value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, part in value.items() if isinstance(value, dict) else ():
            try:
                found |= item({name: part})
            except Unreadable:
                continue
        return found

    return read


def _between_commas(item: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if isinstance(value, str):
            value = [part.strip() for part in COMMA.split(value) if part.strip()]
        return [item(one) for one in (value if isinstance(value, list) else [value])]

    return read


def _object_or_text(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value or "{}", type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        raise Unreadable("must be a JSON object") from None


def _one_or_many(value: Any) -> Any:
    return _items(_integer)(value) if isinstance(value, list) else _integer(value)


def _list(item: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Unreadable("must be a list")
        return [item(one) for one in value]

    return read


def _as_is(value: Any) -> Any:
    return value


def _parts(annotation: Any) -> tuple[Any, list[Any]]:
    if get_origin(annotation) is Annotated:
        base, *extras = get_args(annotation)
        return base, extras
    return annotation, []


def reader(annotation: Any) -> Reader:
    """The tolerant reader of an annotation; raises TypeError at import for one it does not know."""
    base, extras = _parts(annotation)
    for extra in extras:
        if (read := _marked(extra)) is not None:
            return read
    if get_origin(base) is list:
        item = reader(get_args(base)[0])
        return _list_reader(item, extras)
    if isinstance(base, type) and issubclass(base, msgspec.Struct):
        return _object(base)
    return _plain_reader(base, annotation)


def _marked(extra: Any) -> Reader | None:
    """The reader for a marker, on any type."""
    if isinstance(extra, Clamp):
        return _clamp(extra.maximum)
    simple: dict[type, Reader] = {
        Switch: _switch,
        OneOrMany: _one_or_many,
        Trimmed: _trimmed,
        Named: _named,
        Seen: _seen,
        OrText: _object_or_text,
    }
    return simple.get(type(extra))


def _list_reader(item: Reader, extras: list[Any]) -> Reader:
    for extra in extras:
        if isinstance(extra, Unique):
            return _items(item, blanks=extra.blanks)
    if Commas() in extras:
        return _between_commas(item)
    if Lenient() in extras:
        return _list(_leniently(item))
    read = _list(item)
    if OrBare() in extras:
        return lambda value: read(value if isinstance(value, list) else [value])
    return read


def _plain_reader(base: Any, annotation: Any) -> Reader:
    if get_origin(base) in (Union, UnionType):
        known = [arm for arm in get_args(base) if arm not in (NoneType, msgspec.UnsetType)]
        if len(known) == 1:
            return reader(known[0])
    simple: dict[Any, Reader] = {int: _integer, float: _number, str: _text, dict: _as_is}
    for kind, read in simple.items():
        if base is kind or get_origin(base) is kind:
            return read
    if base is Any:
        return _as_is
    raise TypeError(f"no parameter can be a {annotation!r}; add it to wire/types.py")


def other_name(annotation: Any) -> str | None:
    """The other name of the parameter."""
    _, extras = _parts(annotation)
    return next((extra.name for extra in extras if isinstance(extra, AlsoCalled)), None)


def bears(annotation: Any, marker: type) -> bool:
    """Whether the type, one of its alternatives or the type of its items has a marker."""
    base, extras = _parts(annotation)
    if any(isinstance(extra, marker) for extra in extras):
        return True
    if get_origin(base) in (Union, UnionType, list):
        return any(bears(arm, marker) for arm in get_args(base))
    return False


def is_number(annotation: Any) -> bool:
    """Whether "" stands for an absent value: old clients send empty number fields."""
    base = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    if get_origin(base) in (Union, UnionType):
        return any(is_number(arm) for arm in get_args(base))
    return base in (int, float)
