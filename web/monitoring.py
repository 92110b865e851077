"""`/health` and `/metrics`."""

from __future__ import annotations

import asyncio

from redis.exceptions import RedisError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

blueprint = Blueprint("monitoring")

CANARY_SECONDS = 1.5


@blueprint.get("/health")
async def health(request: Request) -> HTTPResponse:
    """The canary is a call that goes the whole way: queue, worker, database, bus and back."""
    hub = request.app.ctx.hub
    (errno, _, result), cache = await asyncio.gather(
        hub.calls.run("system.canary", {}, seconds=CANARY_SECONDS), _cache(hub.redis)
    )
    checks = {
        "database": result.get("database", "fail"),
        "queue": "fail" if errno else "ok",
        "cache": cache,
    }
    good = all(check == "ok" for check in checks.values())
    status = {"status": "ok" if good else "fail", "checks": checks}
    return json(status, status=200 if good else 503)


async def _cache(redis) -> str:  # type: ignore[no-untyped-def]
    try:
        async with asyncio.timeout(CANARY_SECONDS):
            await redis.ping()
    except (RedisError, OSError, TimeoutError):
        return "fail"
    return "ok"
