"""Annotations as text: what a value is, and within which bounds."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from wire import reading, types

Link = Callable[[type], str]
"""How the page at hand refers to an object: Markdown."""

PLAIN = {int: "int", float: "number", str: "text", bool: "true or false", Any: "any JSON"}
BOUNDS = ("ge", "gt", "le", "lt", "min_length", "max_length", "pattern")
HUGE = 2**31 - 1
"""Bounds this far away are the width of the number; they are told once, not at every key."""


def split(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """An annotation without its `Annotated`, and what was in there."""
    if get_origin(annotation) is Annotated:
        base, *extras = get_args(annotation)
        return base, tuple(extras)
    return annotation, ()


def everything(annotation: Any) -> tuple[Any, ...]:
    """The alternatives of a union; anything else alone."""
    base, _ = split(annotation)
    return get_args(base) if get_origin(base) in (Union, UnionType) else (annotation,)


def arms(annotation: Any) -> list[Any]:
    """The alternatives without null and absent."""
    return [one for one in everything(annotation) if one not in (NoneType, msgspec.UnsetType)]


def nullable(annotation: Any) -> bool:
    """Whether the value may be null."""
    return NoneType in everything(annotation)


def kind(annotation: Any, link: Link) -> str:
    """What a value is, in a few words of Markdown."""
    return " or ".join(_kind(one, link) for one in arms(annotation))


def _kind(annotation: Any, link: Link) -> str:
    base, extras = split(annotation)
    origin, inner = get_origin(base), get_args(base)
    if origin is list:
        items = kind(inner[0], link)
        several = f"{items}s" if items in ("id", "int", "number", "text", "url") else items
        return f"{items} or list of them" if _bare_item(extras) else f"list of {several}"
    if origin is tuple:
        return f"[{', '.join(kind(one, link) for one in inner)}]"
    if origin is Literal:
        return " or ".join(f"`{msgspec.json.encode(one).decode()}`" for one in inner)
    if isinstance(base, type) and issubclass(base, msgspec.Struct):
        return link(base)
    return kind(base, link) if origin in (Union, UnionType) else _scalar(base, extras)


def _bare_item(extras: tuple[Any, ...]) -> bool:
    return any(isinstance(one, (reading.Unique, reading.OrBare)) for one in extras)


def _scalar(base: Any, extras: tuple[Any, ...]) -> str:
    if any(isinstance(one, reading.Switch) for one in extras):
        return "flag"
    given = meta(extras)
    if base is int and (given.ge, given.le) == (1, types.MAX_ID):
        return "id"
    if base is str and is_url(given):
        return "url"
    return PLAIN.get(base, "object")


def bounds(annotation: Any) -> str:
    """The bounds of a value as text, "" when there are none to tell."""
    found = dict.fromkeys(text for one in arms(annotation) if (text := _bounds(one)))
    return "; ".join(found)


def _bounds(annotation: Any) -> str:
    base, extras = split(annotation)
    if get_origin(base) in (Union, UnionType):
        return bounds(base)
    for extra in extras:
        if isinstance(extra, reading.Switch):
            return "0 or 1"
        if isinstance(extra, reading.Clamp):
            return f"1 to {extra.maximum}; brought into that range, never refused"
    if get_origin(base) is list:
        return _list_bounds(get_args(base)[0], meta(extras))
    if base in (int, float):
        return _range(meta(extras))
    return _length(meta(extras)) if base is str else ""


def _list_bounds(item: Any, given: msgspec.Meta) -> str:
    low, high = given.min_length or 0, given.max_length
    parts = [f"exactly {low}"] if low and low == high else []
    if low and not parts:
        parts.append(f"at least {low}")
    if high is not None and low != high:
        parts.append(f"at most {high}")
    if each := bounds(item):
        parts.append(f"each {each}")
    return ", ".join(parts)


def _range(given: msgspec.Meta) -> str:
    low = None if given.ge is None or given.ge < -HUGE else given.ge
    high = None if given.le is None or given.le >= HUGE else given.le
    if (given.ge, given.le) == (1, types.MAX_ID):
        return ""
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"{low} or more"
    return "" if high is None else f"{high} or less"


def _length(given: msgspec.Meta) -> str:
    low, high = given.min_length or 0, given.max_length
    if high is None:
        return f"at least {low} characters" if low else ""
    return f"{low} to {high} characters" if low else f"at most {high} characters"


def is_url(given: msgspec.Meta) -> bool:
    """Whether a text must be a URL."""
    return (given.pattern or "").startswith(("^[Hh]", "^([Hh]"))


def meta(extras: tuple[Any, ...]) -> msgspec.Meta:
    """All msgspec bounds of an annotation as one."""
    known: dict[str, Any] = {}
    for extra in extras:
        if isinstance(extra, msgspec.Meta):
            known |= {name: bound for name in BOUNDS if (bound := getattr(extra, name)) is not None}
    return msgspec.Meta(**known)


@cache
def sayings() -> dict[str, str]:
    """The descriptions below the types of wire/types.py, by their names."""
    return strings_below(ast.parse(inspect.getsource(types)).body)


def strings_below(body: list[ast.stmt]) -> dict[str, str]:
    """The strings that stand below assignments, by the names assigned to."""
    found: dict[str, str] = {}
    for first, then in pairwise(body):
        text = then.value if isinstance(then, ast.Expr) else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            found |= {name: " ".join(text.value.split()) for name in _assigned(first)}
    return found


def _assigned(statement: ast.stmt) -> list[str]:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return [one.id for one in targets if isinstance(one, ast.Name)]


def saying(source: str) -> str:
    """The descriptions of the types in an annotation, which is given as in the source."""
    found = [sayings()[word] for word in re.findall(r"\w+", source) if word in sayings()]
    return " ".join(found)
