"""Every function a client may call, as the document shows it."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import Any, get_args, get_type_hints

import msgspec

from devtools.docs import samples, structs, words
from devtools.docs.structs import Key
from push.pushes import EventKind
from tasks.rpc import Rpc, load
from tasks.rpc.registry import home
from wire import reading

SHORT = 3
"""A result of more keys gets a table."""


def shown() -> dict[str, Rpc]:
    """The functions of the document, by name: all that clients outside of DEBUG may call."""
    everything = load()
    return {
        name: everything[name]
        for name in sorted(everything)
        if not everything[name].internal and not everything[name].debug
    }


@dataclass(frozen=True)
class Function:
    """One function on its namespace's page."""

    rpc: Rpc

    @property
    def name(self) -> str:
        return self.rpc.name

    @property
    def anchor(self) -> str:
        return structs.anchor(self.rpc.name)

    @property
    def page(self) -> str:
        return f"{self.rpc.namespace}.md"

    @cached_property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.rpc.function, include_extras=True)

    @cached_property
    def signature(self) -> dict[str, inspect.Parameter]:
        """The parameters by name; none where every key is taken."""
        if self.rpc.parameters.anything:
            return {}
        return dict(list(inspect.signature(self.rpc.function).parameters.items())[1:])

    @property
    def text(self) -> str:
        """The docstring, as Markdown."""
        return inspect.getdoc(self.rpc.function) or ""

    @property
    def call(self) -> str:
        """The signature on one line."""
        if self.rpc.parameters.anything:
            return f"{self.name}(any keys)"
        parts = [self._parameter(one) for one in self.parameters]
        return f"{self.name}({', '.join(parts)})"

    def _parameter(self, key: Key) -> str:
        kind = words.kind(self.hints[key.name], lambda struct: struct.__name__)
        return f"{key.name}: {kind}" + (f" = {key.default}" if key.optional else "")

    @cached_property
    def parameters(self) -> list[Key]:
        link = structs.linker(self.page)
        return [
            Key(
                name,
                one.default is not one.empty,
                words.kind(self.hints[name], link),
                self._told(name),
                self._notes(name),
                "" if one.default is one.empty else msgspec.json.encode(one.default).decode(),
            )
            for name, one in self.signature.items()
        ]

    def _told(self, name: str) -> str:
        """Bounds, and the description of the parameter's type."""
        spelled = str(self.rpc.function.__annotations__[name])
        told = [words.saying(spelled), words.bounds(self.hints[name])]
        return "; ".join(text.rstrip(".") for text in told if text)

    def _notes(self, name: str) -> str:
        other = reading.other_name(self.hints[name])
        notes = ["secret"] if name in self.rpc.secret else []
        return ", ".join([*notes, f"also called `{other}`"] if other else notes)

    @cached_property
    def answers(self) -> list[type[msgspec.Struct]]:
        """The objects the result can be."""
        return structs_within(self.rpc.result)

    @property
    def own(self) -> type[msgspec.Struct] | None:
        """The result's object, where it is described with the function."""
        if len(self.answers) != 1 or self.answers[0] in structs.names():
            return None
        return self.answers[0]

    @property
    def result(self) -> str:
        """The result in one line, "" where a table of keys says more."""
        if self.own:
            return ""
        if self.rpc.result is NoneType:
            return "`{}`"
        link = structs.linker(self.page)
        return words.kind(self.rpc.result, link) if self.answers else "an object of any keys"

    @property
    def result_keys(self) -> list[Key]:
        return structs.keys(self.own, structs.linker(self.page)) if self.own else []

    @property
    def result_line(self) -> str:
        """The keys on one line, if they are few and have no descriptions."""
        keys = self.result_keys
        if len(keys) > SHORT or any(key.meaning or key.bounds for key in keys):
            return ""
        return "; ".join(f"`{key.name}`{'?' if key.optional else ''}: {key.kind}" for key in keys)

    @property
    def result_text(self) -> str:
        return structs.summary(self.own) if self.own else ""

    @property
    def pushes(self) -> list[str]:
        """The pushes that a call can cause, as links."""
        return [
            f"[event {one.type}](pushes.md#event)"
            if issubclass(one, EventKind)
            else f"[{one.type}](pushes.md#{structs.anchor(one.type)})"
            for one in self.rpc.pushes
        ]

    @property
    def push_types(self) -> set[str]:
        """The types of the pushes a call can cause."""
        return {"event" if issubclass(one, EventKind) else one.type for one in self.rpc.pushes}

    @property
    def needs_parm(self) -> bool:
        """Whether there are required parameters."""
        needed = any(not one.optional for one in self.parameters)
        return needed or self.rpc.parameters.anything

    @property
    def request(self) -> dict[str, Any]:
        """An example call."""
        needed = {name: one.default is one.empty for name, one in self.signature.items()}
        required = {name: self.hints[name] for name, is_needed in needed.items() if is_needed}
        optional = {name: self.hints[name] for name, is_needed in needed.items() if not is_needed}
        any_keys = {"draft": "你好"} if self.rpc.parameters.anything else {}
        parm = any_keys or samples.parm(required, optional)
        return {"func": self.name, "parm": parm, "cdata": "k3f9-0001"}

    @property
    def reply(self) -> dict[str, Any]:
        """An example of its reply."""
        result = samples.struct(self.answers[0]) if self.answers else {}
        return {
            "push": False, "errno": 0, "error": "no error", "cdata": "k3f9-0001", "result": result,
        }  # fmt: skip


@dataclass(frozen=True)
class Namespace:
    """One page of functions."""

    name: str
    functions: list[Function]

    @property
    def text(self) -> str:
        """The first paragraph of the module's docstring."""
        module = sys.modules[home(self.functions[0].rpc.function.__module__)]
        return inspect.cleandoc(module.__doc__ or "").partition("\n\n")[0]

    @property
    def objects(self) -> list[type[msgspec.Struct]]:
        """Objects that are parts of results here and belong to no other page."""
        told = [one.own for one in self.functions if one.own]
        answers = [one for function in self.functions for one in function.answers]
        inside = [part for one in answers for part in (one, *_parts(one))]
        here = [one for one in dict.fromkeys(inside) if one not in structs.names()]
        return [one for one in here if one not in told]


def _parts(struct: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """The objects inside an object, at any depth."""
    found: list[type[msgspec.Struct]] = []
    for hint in get_type_hints(struct).values():
        for one in structs_within(hint):
            found += [one, *_parts(one)]
    return found


def structs_within(annotation: Any) -> list[type[msgspec.Struct]]:
    """The objects an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return [annotation]
    return [one for inner in get_args(annotation) for one in structs_within(inner)]


def namespaces() -> list[Namespace]:
    """All pages, by name."""
    pages: dict[str, list[Function]] = {}
    for one in shown().values():
        pages.setdefault(one.namespace, []).append(Function(one))
    return [Namespace(name, functions) for name, functions in pages.items()]


def see(name: str, parm: str = "") -> str:
    """A link to a function that the text names; without a link if it does not exist."""
    if name not in shown():
        return f"`{name}{parm}`"
    one = Function(shown()[name])
    return f"[`{name}{parm}`]({one.page}#{one.anchor})"
