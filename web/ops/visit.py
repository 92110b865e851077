"""Somebody who is logged in asks for something."""

from __future__ import annotations

from dataclasses import dataclass

from sanic import Request

from wire.frames import JsonObject


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is logged in; a POST came from our own forms."""

    request: Request
    values: JsonObject
    csrf: str
    who: str
    """The operator's name."""
    role: str
