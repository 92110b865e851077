"""One call on its way to a worker: its origin, and the Celery message that carries it."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

import msgspec

CALL_SECONDS = 8.0
"""Every call is answered within this time, by the gateway itself with errno 5 if need be."""
OWN_ANSWER_SECONDS = CALL_SECONDS - 0.4
"""When the gateway answers errno 5 itself; the clock's tick and the way back come on top."""
LAST_START_SECONDS = OWN_ANSWER_SECONDS - 0.2
"""A call that is so old when a worker takes it is not run: its answer would come too late."""


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
    """Seconds to wait when the gateway's rate limit is reached; a replay is given nevertheless."""
    address: str = ""
    """Client address, for HTTP requests and starts."""
    topics: Sequence[str] = ()
    """What the connection watches, for the few functions that ask for it."""
    lsn: int = 0
    """How far in the database's log a replica must be to have all that the connection was shown."""


def expiry(origin: Origin) -> str:
    """The time after which no one waits for the reply, in ISO 8601."""
    return _stamp(ceil(origin.at + CALL_SECONDS))


@lru_cache(4)
def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def task_id(origin: Origin) -> str:
    """The call's id in the queue, in Flower, in logs, and in the text of errno 7."""
    return f"{origin.front}-{origin.call}"


def shown_arguments(parm: bytes | str, origin: Origin) -> str:
    """What Flower and logs may show of a call: its origin and size, never its content."""
    return f"(uid={origin.uid}, parm={len(parm)}B)"


class Envelope:
    """Writes the queue messages of one task in Celery's protocol 2, as apply_async would.

    apply_async costs some 400 microseconds a call and blocks, which a gateway cannot afford. All
    messages of a task are equal except for a few fields, so the rest is written once.
    """

    def __init__(self, task: str, queue: str) -> None:
        text = msgspec.json.encode(_message(task, queue)).replace(b"%", b"%%")
        for name in _WORDS:
            text = text.replace(b"<%b>" % name, b"%%(%b)b" % name)
        self._text = text
        self._traced = text.replace(b'"lang":', b'"traceparent":"%(trace)b","lang":', 1)

    def message(self, parm: bytes, origin: Origin, traceparent: str = "") -> bytes:
        """JSON text as it stands in the queue's Redis list.

        `traceparent`: the W3C trace context of a call that is traced.
        """
        words = {
            b"body": b64encode(body(parm, origin)),
            b"id": task_id(origin).encode(),
            b"front": origin.front.encode(),
            b"expires": expiry(origin).encode(),
            b"arguments": shown_arguments(parm, origin).encode(),
        }
        if traceparent:
            return self._traced % (words | {b"trace": traceparent.encode()})
        return self._text % words


_WORDS = (b"body", b"id", b"front", b"expires", b"arguments")
"""The fields that differ; none has a character that JSON would escape."""


def _message(task: str, queue: str) -> dict[str, Any]:
    return {
        "body": "<body>",
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": _headers(task),
        "properties": {
            "correlation_id": "<id>",
            "reply_to": "<front>",
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": queue},
            "priority": 0,
            "expiration": _EXPIRATION,
            "body_encoding": "base64",
            "delivery_tag": "<id>",
        },
    }


def _headers(task: str) -> dict[str, Any]:
    return {
        "lang": "py",
        "task": task,
        "id": "<id>",
        "shadow": None,
        "eta": None,
        "expires": "<expires>",
        "group": None,
        "group_index": None,
        "retries": 0,
        "timelimit": [None, None],
        "root_id": "<id>",
        "parent_id": None,
        "argsrepr": "<arguments>",
        "kwargsrepr": "{}",
        "origin": "<front>",
        "ignore_result": True,
        "replaced_task_nesting": 0,
        "stamped_headers": None,
        "stamps": {},
    }


def message_headers(task: str, parm: bytes, origin: Origin, traceparent: str) -> dict[str, Any]:
    """The headers of a call's message, for a broker that carries them apart from the body."""
    id_ = task_id(origin)
    own = {"id": id_, "root_id": id_, "origin": origin.front, "expires": expiry(origin)}
    shown = {"argsrepr": shown_arguments(parm, origin)}
    return _headers(task) | own | shown | trace_header(traceparent)


def message_properties(origin: Origin) -> dict[str, Any]:
    """What such a broker itself reads of a call's message, and what the worker hands back."""
    return {
        "correlation_id": task_id(origin),
        "reply_to": origin.front,
        "delivery_mode": 2,
        "priority": 0,
        "expiration": _EXPIRATION,
    }


_EXPIRATION = str(int(CALL_SECONDS * 1000))
_EMBED = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}


def body(parm: bytes, origin: Origin) -> bytes:
    # parm is sent as text inside the JSON: Celery's decoder would turn some objects into typed
    # ones. Without replicas nothing is said of the log.
    fields = origin if origin.lsn else origin[:-1]
    return msgspec.json.encode(([parm.decode(), list(fields)], {}, _EMBED))


def job_message(task: str, queue: str, id_: str, *arguments: int, traceparent: str = "") -> bytes:
    """JSON text of a task that never expires, as apply_async would write it.

    Its arguments are shown in Flower. `traceparent`: of the traced call that left the job behind.
    """
    message = _message(task, queue)
    message["body"] = b64encode(msgspec.json.encode((arguments, {}, _EMBED))).decode()
    shown = {"expires": None, "argsrepr": repr(arguments), "origin": "", "queued_at": time.time()}
    message["headers"] |= shown | {"id": id_, "root_id": id_} | trace_header(traceparent)
    message["properties"] |= {"correlation_id": id_, "delivery_tag": id_}
    for name in ("reply_to", "expiration"):
        del message["properties"][name]
    return msgspec.json.encode(message)


def trace_header(traceparent: str) -> dict[str, str]:
    """What a message's headers have more when its call is traced."""
    return {"traceparent": traceparent} if traceparent else {}


class _Stamps(msgspec.Struct):
    queued_at: float | None = None
    expires: datetime | None = None


class _Stamped(msgspec.Struct):
    headers: _Stamps


def queued_at(message: bytes) -> float | None:
    """When a message was put into a queue, in unix seconds; by the expiry of a call, to 1 s.

    None when the message does not say so.
    """
    try:
        stamps = msgspec.json.decode(message, type=_Stamped).headers
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if stamps.queued_at is None and stamps.expires is not None:
        return stamps.expires.timestamp() - CALL_SECONDS
    return stamps.queued_at
