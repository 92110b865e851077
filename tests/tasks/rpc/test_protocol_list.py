"""Every function of the protocol exists, with the names that clients use."""

from __future__ import annotations

import inspect
from typing import Any, get_args

import msgspec
import pytest

from push.pushes import EventKind
from tasks.rpc import Rpc, load
from tests.protocol import PROTOCOL, Listed

COMMON = {4, 5, 6, 7}
PUBLIC = {name: one for name, one in load().items() if not one.internal and not one.debug}


def test_none_is_missing_and_none_too_many() -> None:
    assert sorted(PUBLIC) == sorted(PROTOCOL)


@pytest.mark.parametrize("name", PROTOCOL)
def test_as_listed(name: str) -> None:
    assert _of_registry(PUBLIC[name]) == PROTOCOL[name]


def _of_registry(one: Rpc) -> Listed:
    errnos = {error.errno for error in one.errors} - COMMON
    pushes = {"event" if issubclass(push, EventKind) else push.type for push in one.pushes}
    return Listed(
        one.name, _parameters(one), one.rate.value, one.login, errnos, _keys(one.result), pushes
    )


def _parameters(one: Rpc) -> list[str]:
    _, *parameters = inspect.signature(one.function).parameters.values()
    return [_spelled(parameter) for parameter in parameters]


def _spelled(parameter: inspect.Parameter) -> str:
    if parameter.kind is parameter.VAR_KEYWORD:
        return "*"
    if parameter.default is parameter.empty:
        return parameter.name
    if parameter.default is None:
        return f"{parameter.name}?"
    return f"{parameter.name}={msgspec.json.encode(parameter.default).decode()}"


def _keys(result: Any) -> set[str]:
    """Result keys as listed; what only some of several possible objects have may be absent."""
    objects = [one for one in (result, *get_args(result)) if _is_struct(one)]
    if not objects:
        return set() if result is type(None) else {"*"}
    return {
        field.encode_name + ("" if field.required else "?")
        for one in objects
        for field in msgspec.structs.fields(one)
    }


def _is_struct(one: Any) -> bool:
    return isinstance(one, type) and issubclass(one, msgspec.Struct)
