"""One call on its way to a worker: who asks, and the Celery message that carries it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

CALL_SECONDS = 8.0
"""Every call is answered within this time, by the gateway itself with errno 5 if need be."""


class Origin(NamedTuple):
    """Who made a call, from where, when. Second argument of every RPC task, as a JSON list."""

    front: str
    """Front guid of the gateway process."""
    call: int
    """The gateway's number for the call; the reply carries it back."""
    conn: str
    """Connection guid, "" for a call made for an HTTP request."""
    uid: int
    """0 without a started session."""
    sid: int
    legacy: bool
    """The connection's dialect."""
    at: float
    """When the gateway took the call, unix seconds."""
    cdata: str
    """JSON text of the client's tag, "" when the request had none."""
    resend: bool = False
    """The same call is in flight, or was answered errno 5, on this very connection."""
    limited: int = 0
    """Seconds to wait when the gateway's rate limit says no; the worker decides after replays."""
    address: str = ""
    """Client address, for HTTP requests and starts."""
    topics: Sequence[str] = ()
    """What the connection watches, for the few functions that ask for it."""


def stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def task_id(origin: Origin) -> str:
    return f"{origin.front}-{origin.call}"


def shown_arguments(parm: bytes | str, origin: Origin) -> str:
    """What Flower and logs may show of a call: who and how large, never what."""
    return f"(uid={origin.uid}, parm={len(parm)}B)"


class Envelope:
    """Writes the queue messages of one task in Celery's protocol 2, as apply_async would.

    apply_async costs some 400 microseconds a call and blocks; a gateway has neither.
    """

    def __init__(self, task: str, queue: str) -> None:
        self._task, self._queue = task, queue

    def message(self, parm: bytes, origin: Origin) -> bytes:
        """JSON text as it stands in the queue's Redis list."""
        id_ = task_id(origin)
        return msgspec.json.encode(
            {
                "body": b64encode(body(parm, origin)).decode(),
                "content-encoding": "utf-8",
                "content-type": "application/json",
                "headers": self._headers(id_, parm, origin),
                "properties": {
                    "correlation_id": id_,
                    "reply_to": origin.front,
                    "delivery_mode": 2,
                    "delivery_info": {"exchange": "", "routing_key": self._queue},
                    "priority": 0,
                    "expiration": _EXPIRATION,
                    "body_encoding": "base64",
                    "delivery_tag": id_,
                },
            }
        )

    def _headers(self, id_: str, parm: bytes, origin: Origin) -> dict[str, Any]:
        return {
            "lang": "py",
            "task": self._task,
            "id": id_,
            "shadow": None,
            "eta": None,
            "expires": stamp(origin.at + CALL_SECONDS),
            "group": None,
            "group_index": None,
            "retries": 0,
            "timelimit": [None, None],
            "root_id": id_,
            "parent_id": None,
            "argsrepr": shown_arguments(parm, origin),
            "kwargsrepr": "{}",
            "origin": origin.front,
            "ignore_result": True,
            "replaced_task_nesting": 0,
            "stamped_headers": None,
            "stamps": {},
        }


_EXPIRATION = str(int(CALL_SECONDS * 1000))
_EMBED = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


def body(parm: bytes, origin: Origin) -> bytes:
    # parm travels as text inside the JSON: Celery's own decoder would revive typed objects in it.
    return msgspec.json.encode(([parm.decode(), list(origin)], {}, _EMBED))
