"""The protocol as the clients' generators see it: functions, objects, pushes and errors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

import msgspec

from devtools.clients import kinds, readable
from devtools.clients.kinds import Kind
from devtools.docs import facts, functions, structs
from devtools.docs.functions import Function
from tasks.rpc.registry import home


@dataclass(frozen=True)
class Field:
    """A key of an object, or a parameter."""

    name: str
    kind: Kind
    optional: bool
    text: str
    """Meaning, bounds and default, in one line; perhaps ""."""


@dataclass(frozen=True)
class Shape:
    """An object of the protocol, with its name in the clients."""

    name: str
    text: str
    fields: list[Field]


@dataclass(frozen=True)
class Call:
    """A function that apps call; sessions are started by the clients themselves."""

    name: str
    text: str
    """Several lines: what it does, who may when, and what it answers."""
    parameters: list[Field]
    anything: bool
    """Takes any keys."""
    result: Kind | None
    """None = not declared."""

    @property
    def space(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def verb(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def parm(self) -> str:
        """The name of the object that holds its parameters."""
        return f"{camel(self.name)}Parm"

    @property
    def needs_parm(self) -> bool:
        return self.anything or any(not one.optional for one in self.parameters)


@dataclass(frozen=True)
class PushKind:
    """A type of push and the object it carries."""

    type: str
    text: str
    data: str
    numbered: bool


@dataclass(frozen=True)
class Protocol:
    """All of it."""

    calls: list[Call]
    shapes: list[Shape]
    pushes: list[PushKind]
    errors: list[readable.Error]


def camel(name: str) -> str:
    """`group.mute_all` as GroupMuteAll."""
    parts = re.split(r"[._]", name)
    return "".join(part[:1].upper() + part[1:] for part in parts)


def tree(calls: list[Call]) -> dict[str, Any]:
    """The functions by the parts of their names: `message` holds `send` and others."""
    found: dict[str, Any] = {}
    for one in calls:
        *folders, leaf = one.name.split(".")
        place = found
        for folder in folders:
            place = place.setdefault(folder, {})
        place[leaf] = one
    return found


def protocol() -> Protocol:
    """The protocol as the registry and the objects have it now."""
    shown = [Function(one) for one in functions.shown().values() if not one.starts]
    return Protocol(
        [_call(one) for one in shown],
        [_shape(one) for one in sorted(names(), key=lambda one: names()[one])],
        [_told(one) for one in facts.every_push()],
        readable.every_error(),
    )


@cache
def names() -> dict[type, str]:
    """Every object that can be received or sent, with a unique name."""
    roots: list[Any] = list(facts.every_push())
    for one in map(Function, functions.shown().values()):
        roots += [one.rpc.result, *(one.hints[name] for name in one.signature)]
    found: dict[type, None] = {}
    for root in roots:
        _collect(root, found)
    plain = [one.__name__ for one in found]
    named = {
        one: one.__name__ if plain.count(one.__name__) == 1 else f"{_noun(one)}{one.__name__}"
        for one in found
    }
    if len(set(named.values())) != len(named):
        raise TypeError("two objects would have the same name in the clients; rename one")
    return named


def _collect(annotation: Any, found: dict[type, None]) -> None:
    for one in functions.structs_within(annotation):
        if one not in found:
            found[one] = None
            for hint in get_type_hints(one, include_extras=True).values():
                _collect(hint, found)


def _noun(struct: type) -> str:
    return camel(home(struct.__module__).removeprefix("tasks.").removeprefix("wire.objects."))


def _name(struct: type) -> str:
    return names()[struct]


def _shape(struct: type[msgspec.Struct]) -> Shape:
    hints = get_type_hints(struct, include_extras=True)
    fields = [
        Field(key.name, kinds.kind(hints[key.name], _name), key.optional, told(key))
        for key in structs.keys(struct, _name)
    ]
    return Shape(_name(struct), structs.summary(struct), fields)


def told(key: structs.Key) -> str:
    """Meaning, bounds and default of a key, in one line."""
    default = f"default {key.default}" if key.default not in ("", "null") else ""
    # Types of ids and addresses: the protocol tells their bounds once, not at each key.
    word = key.kind if re.search(r"\b(ids?|urls?)\b", key.kind) else ""
    parts = [word, key.meaning, key.bounds, default]
    return "; ".join(part.rstrip(".") for part in parts if part)


def _call(one: Function) -> Call:
    parameters = [
        Field(key.name, kinds.given(one.hints[key.name], _name), key.optional, told(key))
        for key in one.parameters
    ]
    result = kinds.kind(one.rpc.result, _name) if one.answers else None
    loose = one.rpc.result is not type(None) and not one.answers
    return Call(
        one.name,
        _text(one),
        parameters,
        one.rpc.parameters.anything,
        kinds.Plain("object") if loose else result,
    )


def _text(one: Function) -> str:
    parts = [one.text.strip(), f"Rate class {one.rpc.rate}."]
    if one.rpc.errors:
        refusals = ", ".join(f"{error.errno} {error.text}" for error in one.rpc.errors)
        parts.append(f"Errors: {refusals}.")
    if one.push_types:
        parts.append(f"Pushes: {', '.join(sorted(one.push_types))}.")
    return "\n\n".join(parts)


def _told(push: Any) -> PushKind:
    return PushKind(push.type, structs.summary(push), _name(push), push.numbered)
