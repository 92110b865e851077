"""What carriers say to an alert, read alike for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import httpx
import msgspec

from push.alerts.interface import Answer, Outcome

T = TypeVar("T")


def answer(response: httpx.Response | None, refused: Callable[[httpx.Response], Answer]) -> Answer:
    """The outcome of an alert; `refused` reads a response that is no success."""
    if response is None:
        return Answer(Outcome.FAILED, "no answer")
    return Answer(Outcome.SENT) if response.status_code == httpx.codes.OK else refused(response)


def decoded(response: httpx.Response, kind: type[T]) -> T:
    """The body of a refusal; what is no such JSON counts as an empty one."""
    try:
        return msgspec.json.decode(response.content, type=kind)
    except msgspec.DecodeError:
        return kind()
