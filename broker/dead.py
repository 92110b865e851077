"""Dead letters: messages that no worker can read or run, or over which workers died."""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from hashlib import sha1
from typing import Any

import msgspec

from broker import scripts

MOST, ERROR_CHARACTERS = 1000, 200
"""The most letters that are kept, and the most characters of a reason."""
KEPT_SECONDS = 14 * 86_400


class _Headers(msgspec.Struct):
    task: str = ""
    id: str = ""
    traceparent: str = ""


class Head(msgspec.Struct):
    """What is needed of a queue message to run it."""

    headers: _Headers
    body: str = ""


head = msgspec.json.Decoder(Head).decode


class Fatal(Exception):
    """Workers died over a message."""


class Unreadable(ValueError):
    """The body of a message is not what its task takes."""


class Letter(msgspec.Struct):
    """A message that was set aside, and why."""

    queue: str
    error: str
    time: float
    message: str
    """Its bytes in Base64."""

    @property
    def id(self) -> str:
        """The id of the task, or what tells an unreadable message from others."""
        return id_of(b64decode(self.message))

    @property
    def size(self) -> int:
        """Bytes of the message."""
        return len(b64decode(self.message))

    @property
    def task(self) -> str:
        """The name of the task, "" when it cannot be read."""
        return _headers(b64decode(self.message)).task


def id_of(message: bytes) -> str:
    """The id by which kills are counted, as the scripts find it."""
    return _headers(message).id or sha1(message).hexdigest()  # noqa: S324 - as Redis names it


def _headers(message: bytes) -> _Headers:
    try:
        return head(message).headers
    except (msgspec.MsgspecError, ValueError):
        return _Headers()


def add(client: Any, queue: str, message: bytes, error: Exception) -> bool:
    """Set a message aside; False when it is fatal and there already."""
    why = str(error)[:ERROR_CHARACTERS]
    now = time.time()
    letter = Letter(queue, why, now, b64encode(message).decode())
    fatal = id_of(message) if isinstance(error, Fatal) else ""
    values = (msgspec.json.encode(letter), MOST, now - KEPT_SECONDS, fatal)
    return bool(client.eval(scripts.SET_ASIDE, 1, scripts.DEAD, *values))


def page(client: Any, offset: int, limit: int) -> list[Letter]:
    """Letters, the newest first."""
    return [_read(one) for one in client.lrange(scripts.DEAD, offset, offset + limit - 1)]


def requeue(client: Any, id_: str) -> Letter | None:
    """Put a message back into its queue, without its kills; None: no such letter."""
    for entry in client.lrange(scripts.DEAD, 0, -1):
        letter = _read(entry)
        if letter.id == id_:
            message = b64decode(letter.message)
            values = (scripts.DEAD, letter.queue, entry, message, id_)
            return letter if client.eval(scripts.REQUEUE, 2, *values) else None
    return None


def drop_old(client: Any, now: float) -> int:
    """Drop letters that were kept for long enough; return how many."""
    return int(client.eval(scripts.DROP_OLD, 1, scripts.DEAD, now - KEPT_SECONDS))


_read = msgspec.json.Decoder(Letter).decode
