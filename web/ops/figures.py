"""The figures of the start page: what they are now, and what they were in the last hours.

One reading is for everybody who asks within two seconds. It asks Redis and the broker, and never
the database: a job writes down what only the database knows (tasks/jobs/figures.py).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from functools import cache
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sanic import HTTPResponse

from front.hub import Hub
from front.metrics import Metrics
from push import presence
from web import observed
from web.functions import hub
from web.observed import Queues, Shared
from web.ops import answers
from web.ops.visit import Visit
from wire.errors import OK, Busy, Internal, TooFast
from wire.frames import JsonObject

NAME = "Figures"
LINES = "figures"
"""Redis list, the newest first (tasks/jobs/figures.py)."""
FRESH_SECONDS = 2.0
OUTCOMES = {OK: "done", Busy.errno: "busy", TooFast.errno: "busy", Internal.errno: "failed"}
"""Calls by what became of them; others were refused."""


class Reading:
    """The last reading of a gateway process, and when it was made."""

    def __init__(self, gateway: Hub) -> None:
        self._gateway = gateway
        self._lock = asyncio.Lock()
        self._at = float("-inf")
        self._now: JsonObject = {}
        self._lines: list[JsonObject] = []

    async def since(self, when: int) -> JsonObject:
        """The figures, with the lines that were written after `when`."""
        async with self._lock:
            if time.monotonic() - self._at > FRESH_SECONDS:
                self._now, self._lines = await _read(self._gateway)
                self._at = time.monotonic()
        return self._now | {"lines": [line for line in self._lines if line["time"] > when]}


async def show(visit: Visit) -> HTTPResponse:
    """The figures, for scripts; `since`: the time of the last line that the page has."""
    since = str(visit.values.get("since") or "")
    when = int(since) if since.isdecimal() and len(since) < 12 else 0
    return answers.to_script(await _reading(hub(visit.request)).since(when))


@cache
def _reading(gateway: Hub) -> Reading:
    return Reading(gateway)


async def _read(gateway: Hub) -> tuple[JsonObject, list[JsonObject]]:
    (shared, queues), kept = await asyncio.gather(
        observed.servers(gateway), asyncio.gather(*map(_kept, gateway.servers))
    )
    users, lines = kept[0]
    if users is not None:
        users = sum(some or 0 for some, _ in kept)
    counted = gateway.counted()
    now: JsonObject = {
        "time": time.time(),
        "port": gateway.port,
        "users": counted.gauges.users if users is None else users,
        "calls": _outcomes(counted.metrics),
        "waited": [counted.metrics.wait.sum, sum(counted.metrics.wait.counts)],
        **_servers(shared, queues),
    }
    return now, lines


async def _kept(redis: Redis) -> tuple[int | None, list[JsonObject]]:
    """How many are online, and the lines of the last hours, the oldest first."""
    try:
        async with asyncio.timeout(observed.MOST_SECONDS), redis.pipeline(False) as pipeline:
            pipeline.eval(presence.COUNT, 0)
            pipeline.lrange(LINES, 0, -1)
            users, lines = await pipeline.execute()
    except (RedisError, OSError, TimeoutError):
        return None, []
    return users, [msgspec.json.decode(line) for line in reversed(lines)]


def _outcomes(metrics: Metrics) -> dict[str, int]:
    found: Counter[str] = Counter(dict.fromkeys(("done", "refused", "busy", "failed"), 0))
    for (_, errno), number in metrics.calls.items():
        found[OUTCOMES.get(errno, "refused")] += number
    return dict(found)


def _servers(shared: Shared, queues: Queues | None) -> dict[str, Any]:
    """What of the service is up, and what waits in the queues."""
    redis = all(one.up for one in (shared, *shared.others))
    up: dict[str, bool] = {"redis": redis, "beat": shared.beat}
    if queues is None:
        return {"up": up, "queues": {}, "oldest": None, "workers": {}}
    shares = queues.shares.items()
    return {
        "up": up | {"broker": queues.up},
        "queues": queues.lengths,
        "oldest": max(queues.oldest.values(), default=None),
        "workers": {
            queue: [len(all_), sum(all_) / len(all_) if all_ else 0.0] for queue, all_ in shares
        },
    }
