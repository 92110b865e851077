"""What a group of settings is, and how one is read from an environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, field, fields
from typing import Any, ClassVar, Self, TypeVar

from configuration.kinds import Kind

Environment = Mapping[str, str]
REQUIRED: Any = object()
"""Default of a setting without which no process starts."""


class SettingsError(SystemExit):
    """A setting is missing or wrong; the message is one sentence for who starts the process."""


def setting(name: str, kind: Kind[Any], default: Any, meaning: str) -> Any:
    """A field of a group: environment variable `name`, `default` when that is unset or empty."""
    return field(metadata={"name": name, "kind": kind, "default": default, "meaning": meaning})


class Group:
    """Base of the groups, which are frozen dataclasses of fields made by `setting`."""

    __slots__ = ()
    title: ClassVar[str]

    def completed(self, environment: Environment) -> Self:
        """The group with the values that follow from other settings.

        Raises SettingsError for values that contradict each other.
        """
        return self


G = TypeVar("G", bound=Group)


def described(kind: type[Group]) -> tuple[Field[Any], ...]:
    """The settings of a group, in order."""
    return fields(kind)  # type: ignore[arg-type]  # every group is a dataclass


def read(kind: type[G], environment: Environment) -> G:
    """Read a group from an environment; raises SettingsError on the first bad value."""
    values = {one.name: _value(one, environment) for one in described(kind)}
    return kind(**values).completed(environment)


def _value(one: Field[Any], environment: Environment) -> Any:
    meta = one.metadata
    text = given(meta["name"], environment)
    if not text:
        if meta["default"] is REQUIRED:
            raise SettingsError(f"{meta['name']} is not set: {meta['meaning']}.")
        return meta["default"]
    try:
        return meta["kind"].read(text)
    except (ValueError, KeyError):
        must = meta["kind"].words
        raise SettingsError(f"{meta['name']} is wrong: it must be {must}.") from None


def given(name: str, environment: Environment) -> str:
    """The text of a variable; empty when it is unset."""
    return environment.get(name, "").strip()


def need(environment: Environment, why: str, *names: str) -> None:
    """Raise SettingsError for the first of these variables that is unset."""
    for name in names:
        if not given(name, environment):
            raise SettingsError(f"{name} is not set, which {why} needs.")
