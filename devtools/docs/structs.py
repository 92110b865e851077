"""Objects as tables of keys."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, get_type_hints

import msgspec

import wire.objects
from devtools.docs import words
from tasks.rpc.registry import home


@dataclass(frozen=True, slots=True)
class Key:
    """One row of an object's or a function's table."""

    name: str
    optional: bool
    kind: str
    bounds: str
    meaning: str
    default: str = ""


def keys(struct: type[msgspec.Struct], link: words.Link) -> list[Key]:
    """The keys of an object, in the order they are sent."""
    hints, meanings = get_type_hints(struct, include_extras=True), meanings_of(struct)
    names = (field.name for field in msgspec.structs.fields(struct))
    return [
        Key(
            name,
            msgspec.UnsetType in words.everything(hints[name]),
            words.kind(hints[name], link) + (" or null" if words.nullable(hints[name]) else ""),
            words.bounds(hints[name]),
            meanings.get(name, ""),
        )
        for name in names
    ]


@cache
def meanings_of(struct: type) -> dict[str, str]:
    """What the strings below a class's fields say, those of its bases included."""
    found: dict[str, str] = {}
    for one in reversed(struct.__mro__):
        if one.__module__.partition(".")[0] not in ("msgspec", "builtins"):
            found |= _strings_below(one)
    return found


def _strings_below(struct: type) -> dict[str, str]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(struct))).body
    assert isinstance(definition, ast.ClassDef)
    return words.strings_below(definition.body)


def summary(thing: Any) -> str:
    """The docstring of a class, "" when it has none or only msgspec's own."""
    return inspect.cleandoc(thing.__dict__.get("__doc__") or "")


def nouns() -> list[ModuleType]:
    """The modules of wire.objects, by name."""
    found = pkgutil.iter_modules(wire.objects.__path__)
    return [importlib.import_module(f"wire.objects.{one.name}") for one in found]


def structs_in(module: ModuleType) -> list[type[msgspec.Struct]]:
    """The objects a module declares, in its order."""
    return [
        one
        for one in vars(module).values()
        if isinstance(one, type)
        and issubclass(one, msgspec.Struct)
        and one.__module__ == module.__name__
        and not one.__name__.startswith("_")
    ]


@cache
def names() -> dict[type, str]:
    """How the document calls each wire object: its own name, with its noun where two share one."""
    everything = [one for module in nouns() for one in structs_in(module)]
    shared = [one.__name__ for one in everything]
    return {
        one: one.__name__
        if shared.count(one.__name__) == 1
        else f"{one.__module__.rpartition('.')[2]}.{one.__name__}"
        for one in everything
    }


def anchor(heading: str) -> str:
    """The URL fragment of a Markdown heading."""
    kept = [char for char in heading.lower() if char.isalnum() or char in "-_ "]
    return "".join(kept).replace(" ", "-")


def linker(page: str) -> words.Link:
    """How `page` (a file name of the document) refers to objects."""

    def link(struct: type) -> str:
        name = names().get(struct, struct.__name__)
        home = "objects.md" if struct in names() else _page_of(struct)
        return f"[{name}]({'' if home == page else home}#{anchor(name)})"

    return link


def _page_of(struct: type) -> str:
    module = home(struct.__module__)
    return "pushes.md" if module.startswith("push.") else f"{module.removeprefix('tasks.')}.md"
