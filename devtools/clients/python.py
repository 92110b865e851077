"""The generated half of the Python client."""

from __future__ import annotations

import keyword
from pathlib import Path
from typing import Any

from devtools.clients import comments, kinds
from devtools.clients.model import Call, Field, Protocol, Shape, camel, tree

HOME = Path("clients/python/social_client/generated")
WIDTH = 92
HEAD = '"""{}. Written by ./dev clients from the registry; ./dev lint compares."""\n'
PLAIN = {
    "int": "int",
    "number": "float",
    "text": "str",
    "bool": "bool",
    "flag": "int",
    "any": "Any",
    "object": "dict[str, Any]",
    "null": "None",
}


class Spelling(kinds.Spelling):
    """Kinds as Python annotations."""

    plain = PLAIN

    def many(self, item: str) -> str:
        # Inside a class with a method `list` the name `list` means that method.
        return f"List[{item}]"

    def pair(self, items: list[str]) -> str:
        # JSON gives a list, but only a tuple type can have a kind for each place.
        return f"tuple[{', '.join(items)}]"

    def const(self, values: tuple[Any, ...]) -> str:
        return f"Literal[{', '.join(map(repr, values))}]"

    def dict(self, value: str) -> str:
        return f"dict[str, {value}]"

    def either(self, arms: list[str]) -> str:
        return " | ".join(arms)


spelled = Spelling().of


def files(protocol: Protocol) -> dict[Path, str]:
    """The files by their paths in the repository."""
    texts = {
        "__init__.py": HEAD.format("The protocol"),
        "objects.py": _objects(protocol),
        "functions.py": _functions(protocol),
        "errors.py": _errors(protocol),
    }
    return {HOME / name: text for name, text in texts.items()}


def _text(text: str, indent: str) -> str:
    """A docstring; nothing for no text."""
    if not text:
        return ""
    safe = text.replace("\\", "\\\\").replace('"""', "'''")
    lines = comments.wrapped(safe, WIDTH - len(indent))
    end = f"\n{indent}" if len(lines) > 1 else ""
    body = "\n".join(f"{indent}{line}".rstrip() for line in lines).lstrip()
    return f'{indent}"""{body}{end}"""\n'


def _objects(protocol: Protocol) -> str:
    head = HEAD.format("The objects: plain dicts, whose unknown keys are to be ignored")
    imports = (
        "\nfrom __future__ import annotations\n\n"
        "from typing import Any, List, NotRequired, TypedDict\n"
    )
    return head + imports + "".join(f"\n\n{_object(one)}" for one in protocol.shapes)


def _object(shape: Shape) -> str:
    body = "".join(_key(one) for one in shape.fields) or "    pass\n"
    return f"class {shape.name}(TypedDict):\n{_text(shape.text, '    ')}{body}"


def _key(one: Field) -> str:
    kind = spelled(one.kind)
    kind = f"NotRequired[{kind}]" if one.optional else kind
    return f"    {one.name}: {kind}\n{_text(one.text, '    ')}"


# ---------------------------------------------------------------------------------- functions


def _functions(protocol: Protocol) -> str:
    return HEAD.format("Every function by its name") + CALLER + _space("Api", tree(protocol.calls))


CALLER = '''
from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, List

from .objects import *  # noqa: F403

Caller = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Sends one call and gives its result; an errno other than 0 is raised as RpcError."""


def _given(**parm: Any) -> dict[str, Any]:
    return {name: value for name, value in parm.items() if value is not None}
'''


def _space(name: str, within: dict[str, Any]) -> str:
    folders = {key: one for key, one in within.items() if isinstance(one, dict)}
    inner = "".join(_space(f"{name}{camel(key)}", one) for key, one in folders.items())
    lines = [f"        self.{key} = {name}{camel(key)}(call)\n" for key in folders]
    methods = [_method(key, one) for key, one in within.items() if isinstance(one, Call)]
    start = "    def __init__(self, call: Caller) -> None:\n        self._call = call\n"
    return f"{inner}\n\nclass {name}:\n{start}{''.join(lines)}{''.join(methods)}"


def _method(name: str, one: Call) -> str:
    result = spelled(one.result) if one.result else "dict[str, Any]"
    parameters, parm = _signature(one)
    told = [f"{_name(key)}: {key.text}" for key in one.parameters if key.text]
    text = "\n".join([one.text, *(["", *told] if told else [])])
    return (
        f"\n    async def {_safe(name)}(self{parameters}) -> {result}:\n{_text(text, ' ' * 8)}"
        f'        found: {result} = await self._call("{one.name}", {parm})\n'
        "        return found\n"
    )


def _signature(one: Call) -> tuple[str, str]:
    if one.anything:
        return ", **parm: Any", "parm"
    if not one.parameters:
        return "", "{}"
    needed = [f"{_name(key)}: {spelled(key.kind)}" for key in one.parameters if not key.optional]
    others = [
        f"{_name(key)}: {spelled(key.kind)} | None = None" for key in one.parameters if key.optional
    ]
    given = ", ".join(f"{key.name}={_name(key)}" for key in one.parameters)
    return f", *, {', '.join(needed + others)}", f"_given({given})"


def _name(key: Field) -> str:
    return _safe(key.name)


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _errors(protocol: Protocol) -> str:
    numbers = "".join(f"    {one.name} = {one.errno}\n" for one in protocol.errors)
    texts = "".join(
        f"    {one.errno}: ({one.chinese!r}, {one.english!r}),\n" for one in protocol.errors
    )
    return (
        HEAD.format("Every errno") + "\nfrom enum import IntEnum\n\n\n"
        f'class Errno(IntEnum):\n    """Every errno by its name."""\n\n{numbers}\n\n'
        f'TEXTS = {{\n{texts}}}\n"""What a user is told, in Chinese and English."""\n'
    )
