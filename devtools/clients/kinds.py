"""The kinds of values; the generator of each client writes them as types of its language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

import msgspec

from devtools.docs import words
from wire import reading

PLAIN = {int: "int", float: "number", str: "text", bool: "bool", Any: "any", dict: "object"}


@dataclass(frozen=True)
class Plain:
    """int, number, text, bool, flag, any or object (of any keys)."""

    name: str


@dataclass(frozen=True)
class Ref:
    """An object of the protocol, by its name in the clients."""

    name: str


@dataclass(frozen=True)
class Many:
    """A list of one kind."""

    item: Kind


@dataclass(frozen=True)
class Pair:
    """A list in which each place has its own kind."""

    items: tuple[Kind, ...]


@dataclass(frozen=True)
class Const:
    """One of a few values."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Either:
    """One of several kinds; `Plain("null")` among them stands for null."""

    arms: tuple[Kind, ...]


@dataclass(frozen=True)
class Dict:
    """An object whose keys are texts and whose values are of one kind."""

    value: Kind


Kind: TypeAlias = Plain | Ref | Many | Pair | Const | Either | Dict
Naming: TypeAlias = Callable[[type], str]


class Spelling:
    """How a language writes kinds."""

    plain: Mapping[str, str]

    def of(self, kind: Kind) -> str:
        """The kind in this language."""
        match kind:
            case Plain(name):
                found = self.plain[name]
            case Ref(name):
                found = name
            case Many(item):
                found = self.many(self.of(item))
            case Pair(items):
                found = self.pair([self.of(one) for one in items])
            case Const(values):
                found = self.const(values)
            case Dict(value):
                found = self.dict(self.of(value))
            case Either(arms):
                found = self.either([self.of(one) for one in arms])
        return found

    def many(self, item: str) -> str:
        raise NotImplementedError

    def pair(self, items: list[str]) -> str:
        raise NotImplementedError

    def const(self, values: tuple[Any, ...]) -> str:
        raise NotImplementedError

    def dict(self, value: str) -> str:
        raise NotImplementedError

    def either(self, arms: list[str]) -> str:
        raise NotImplementedError


class WithoutUnions(Spelling):
    """The spelling of a language whose types cannot say "this or that", only "this or null"."""

    def pair(self, items: list[str]) -> str:
        return self.many(items[0] if len(set(items)) == 1 else self.plain["any"])

    def const(self, values: tuple[Any, ...]) -> str:
        return self.plain["text" if isinstance(values[0], str) else "int"]

    def either(self, arms: list[str]) -> str:
        null = self.plain["null"]
        # Where one value or a list of them may be given, a list can express both.
        others = {one for one in arms if one != null and self.many(one) not in arms}
        kind = others.pop() if len(others) == 1 else self.plain["any"]
        return f"{kind}?" if null in arms else kind


def kind(annotation: Any, name: Naming) -> Kind:
    """The kind of an annotation, null included, absence left out."""
    found = [_kind(one, name) for one in words.arms(annotation)]
    if NoneType in words.everything(annotation):
        found.append(Plain("null"))
    return found[0] if len(found) == 1 else Either(tuple(found))


def given(annotation: Any, name: Naming) -> Kind:
    """The kind of a parameter without null, which means the same as absent."""
    found = [_kind(one, name) for one in words.arms(annotation)]
    return found[0] if len(found) == 1 else Either(tuple(found))


def _kind(annotation: Any, name: Naming) -> Kind:
    base, extras = words.split(annotation)
    if any(isinstance(one, reading.Switch) for one in extras):
        return Plain("flag")
    origin, inner = get_origin(base), get_args(base)
    if origin in (Union, UnionType):
        return kind(base, name)
    if origin is Literal:
        return Const(inner)
    return _whole(base, name) if origin is None else _made_of(origin, inner, name)


def _made_of(origin: Any, inner: tuple[Any, ...], name: Naming) -> Kind:
    if origin is list:
        return Many(kind(inner[0], name))
    if origin is tuple:
        return Pair(tuple(kind(one, name) for one in inner))
    if origin is dict:
        value = kind(inner[1], name)
        return Plain("object") if value == Plain("any") else Dict(value)
    raise TypeError(f"no client knows a {origin!r}; add it to devtools/clients/kinds.py")


def _whole(base: Any, name: Naming) -> Kind:
    if isinstance(base, type) and issubclass(base, msgspec.Struct):
        return Ref(name(base))
    if base not in PLAIN:
        raise TypeError(f"no client knows a {base!r}; add it to devtools/clients/kinds.py")
    return Plain(PLAIN[base])
