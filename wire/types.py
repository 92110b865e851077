"""The annotated words of the protocol: what a parameter may be, and what old clients may send.

A parameter's annotation carries its bounds (`msgspec.Meta`) and, here, how tolerantly it is read:
numbers as text, a single id for a list, "" for an absent number, a count beyond its maximum.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from wire.errors import BadRequest


@dataclass(frozen=True)
class Clamp:
    """Counts are brought into 1..maximum instead of being refused."""

    maximum: int


@dataclass(frozen=True)
class Unique:
    """A list that may also be one bare item; repeats count once, order stays."""

    blanks: bool = True
    """Whether "" is an item like others; else it is dropped."""


@dataclass(frozen=True)
class Trimmed:
    """Blanks around the text are taken off before its length counts."""


@dataclass(frozen=True)
class OrBare:
    """A list that may also be one bare item; repeats stay."""


@dataclass(frozen=True)
class Lenient:
    """A list of objects in which a part that cannot be read is absent, and not the whole call."""


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


MAX_ID = 2**63 - 1

Id = Annotated[int, Meta(ge=1, le=MAX_ID)]
Uid: TypeAlias = Id
Gid: TypeAlias = Id
Cid: TypeAlias = Id
PostId: TypeAlias = Id
RoleId: TypeAlias = Id
OptionalId = Annotated[int, Meta(ge=0, le=MAX_ID)]
"""An id where 0 means none (or myself, as the function says)."""
Ids = Annotated[list[Id], Meta(max_length=500), Unique()]
IdOrIds = Annotated[Id | Annotated[list[Id], Meta(max_length=500)], OneOrMany()]
"""Repeats count once."""
Cursor = Annotated[int, Meta(ge=0, le=MAX_ID)]
"""To page from; 0 = no bound."""
Offset = Annotated[int, Meta(ge=0, le=2**31)]
Flag = Annotated[int, Meta(ge=0, le=1), Switch()]
Int = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Long = Annotated[float, Meta(ge=-180, le=180)]
Birthday = Annotated[int, Meta(ge=-(10**10), le=10**10)]
"""Unix seconds, negative before 1970."""
Phone = Annotated[str, Meta(min_length=1, max_length=32)]
# `$` alone would let a line break at the end pass.
Url = Annotated[str, Meta(max_length=1024, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s]+$(?!\n)")]
OptionalUrl = Annotated[
    str, Meta(max_length=1024, pattern=r"^([Hh][Tt][Tt][Pp][Ss]?://[^\s]+)?$(?!\n)")
]
"""A url, or "" to clear what is stored."""
Content = Annotated[str, Meta(max_length=4096)]
# Pixels, or milliseconds.
Size = Annotated[int, Meta(ge=0, le=2**31 - 1)]
# A page size: brought into 1..100 however large it was.
Count100 = Annotated[int, Meta(ge=1, le=100), Clamp(100)]
Count200 = Annotated[int, Meta(ge=1, le=200), Clamp(200)]
Count1000 = Annotated[int, Meta(ge=1, le=1000), Clamp(1000)]
Count5000 = Annotated[int, Meta(ge=1, le=5000), Clamp(5000)]
Vcode = Annotated[str, Meta(min_length=1, max_length=16)]
"""A code that somebody passed on by hand."""
ActorLevel = Annotated[int, Meta(ge=1, le=100)]
FileType = Annotated[int, Meta(ge=1, le=3)]
"""1 picture, 2 voice, 3 video."""
AlbumText = Annotated[str, Meta(max_length=256)]
DeviceToken = Annotated[str, Meta(min_length=32, max_length=256, pattern=r"^[0-9a-fA-F]+$(?!\n)")]
Badge = Annotated[int, Meta(ge=0, le=9999)]
Seconds = Annotated[int, Meta(ge=-MAX_ID, le=MAX_ID)]
"""Unix seconds."""
Pair = Annotated[list[Seconds], Meta(min_length=2, max_length=2)]
Pairs = Annotated[list[Pair], Meta(max_length=500)]
"""Times from start to end."""
SessionId = Annotated[str, Meta(min_length=1, max_length=64)]
Code = Annotated[str, Meta(min_length=1, max_length=64)]
"""What was typed as an SMS code."""
PushType = Annotated[str, Meta(max_length=64, pattern=r"^[a-z0-9._]+$(?!\n)")]
UploadKind = Annotated[str, Meta(max_length=32)]
Header = Annotated[str, Meta(max_length=1024)]
"""A value of an HTTP header."""
Headers = dict[str, Header]
RawBody = Annotated[str, Meta(max_length=65_536)]
"""The body of an HTTP request, as it came."""
LoginName = Annotated[str, Meta(min_length=1, max_length=64)]
"""A phone or a nick."""
NewPassword = Annotated[str, Meta(min_length=8, max_length=128)]
Password = Annotated[str, Meta(max_length=1024)]
"""What was typed as a password."""
Nick = Annotated[str, Meta(min_length=1, max_length=32), Trimmed()]
NickPrefix = Annotated[str, Meta(min_length=1, max_length=32)]
PhonePrefix = Annotated[str, Meta(min_length=3, max_length=32)]
Signature = Annotated[str, Meta(max_length=256)]
Job = Annotated[str, Meta(max_length=32)]
Sex = Annotated[int, Meta(ge=0, le=2)]
"""0 unknown, 1 male, 2 female."""
Marriage = Annotated[int, Meta(ge=0, le=9)]
Height = Annotated[int, Meta(ge=0, le=300)]
"""In cm."""
Tags = Annotated[
    list[Annotated[str, Meta(max_length=20)]], Meta(max_length=20), Unique(blanks=False)
]


class PhoneEntry(msgspec.Struct):
    """A line of a phone book; without a phone it is skipped. Long texts are cut."""

    phone: str | None = None
    name: str | None = None


PhoneList = Annotated[list[PhoneEntry], Meta(max_length=2000), Lenient()]
"""What is no line in it counts as one without a phone."""


GroupName = Annotated[str, Meta(min_length=1, max_length=64)]
Position = Annotated[str, Meta(max_length=256)]
"""Free text, a place."""
Kind = Annotated[int, Meta(ge=0, le=99)]
"""A `type` that is free for clients."""
Pictures = Annotated[list[Url], Meta(max_length=20), OrBare()]
Count500 = Annotated[int, Meta(ge=1, le=500), Clamp(500)]
ReplyText = Annotated[str, Meta(min_length=1, max_length=4096)]

PeopleCount = Annotated[int, Meta(ge=0, le=100)]
"""Further people beside the buyer, each at a price of their own."""
HardwareId = Annotated[str, Meta(min_length=1, max_length=128)]
"""Constant per phone."""
CardId = Annotated[str, Meta(min_length=1, max_length=128)]
OrderId = Annotated[str, Meta(pattern=r"^[0-9]{1,18}-[0-9]{1,18}$(?!\n)")]
"""`<unix seconds>-<sequence>`."""
OrderCursor = Annotated[str, Meta(pattern=r"^([0-9]{1,18}-[0-9]{1,18})?$(?!\n)")]
"""An orderid to page from; "" = no bound."""


RoleIds = Annotated[list[OptionalId], Meta(max_length=500), Commas()]
Urls = Annotated[list[Url], Meta(max_length=20), Commas()]
Words = Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=20), Commas()]
ShowInfo = Annotated[dict[str, Any], OrText()]
"""An object whose keys are between operations and clients."""
Name = Annotated[str, Meta(min_length=1, max_length=64), Trimmed()]
Description = Annotated[str, Meta(max_length=65536)]
Fen = Annotated[int, Meta(ge=0, le=10**12)]
"""Money in fen."""


def together(**values: object) -> None:
    """Raise BadRequest unless all of the values are given, or none."""
    if len({value is None for value in values.values()}) > 1:
        raise BadRequest(f"{' and '.join(values)}: only together")


def listed(value: int | list[int]) -> list[int]:
    """The ids of an `IdOrIds`."""
    return value if isinstance(value, list) else [value]


Reader = Callable[[Any], Any]

_COMMA = re.compile("[,，\\n]")
_INTEGER = re.compile(r"-?[0-9]{1,40}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?", re.ASCII)


class Unreadable(BadRequest):
    """The value is none of the accepted spellings."""


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
    """Reads what can be read of an object: parts one by one."""

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
            value = [part.strip() for part in _COMMA.split(value) if part.strip()]
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
    """The reader that a marker asks for, whatever it stands on."""
    if isinstance(extra, Clamp):
        return _clamp(extra.maximum)
    simple: dict[type, Reader] = {
        Switch: _switch,
        OneOrMany: _one_or_many,
        Trimmed: _trimmed,
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
    """What the parameter is also called."""
    _, extras = _parts(annotation)
    return next((extra.name for extra in extras if isinstance(extra, AlsoCalled)), None)


def is_number(annotation: Any) -> bool:
    """Whether "" stands for an absent value: old clients send empty number fields."""
    base = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    if get_origin(base) in (Union, UnionType):
        return any(is_number(arm) for arm in get_args(base))
    return base in (int, float)
