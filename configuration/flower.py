"""Flower, which shows the queue."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Flower(Group):
    title = "Flower"

    port: int = setting("FLOWER_PORT", kinds.port, 5555, "where Flower listens")
    user: str = setting("FLOWER_USER", kinds.text, "ops", "user name for Flower")
    password: str | None = setting(
        "FLOWER_PASSWORD", kinds.secret, None, "password of Flower; unset: no start"
    )
