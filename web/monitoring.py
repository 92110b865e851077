"""`/health` and `/metrics`."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

from redis.exceptions import RedisError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, raw

from settings import settings
from web import exposition
from wire.errors import Forbidden

blueprint = Blueprint("monitoring")

CANARY_SECONDS = 1.5
QUEUES = ("rpc", "slow")
SERVICES = ("sms", "apns", "payment")
"""Their workers count in the Redis hashes outcomes:<service>, "<kind> <outcome>"."""


@blueprint.get("/health")
async def health(request: Request) -> HTTPResponse:
    """The canary is a call that goes the whole way: queue, worker, database, bus and back."""
    hub = request.app.ctx.hub
    (errno, _, result), cache = await asyncio.gather(
        hub.calls.run("http.health.canary", {}, seconds=CANARY_SECONDS), _cache(hub.redis)
    )
    checks = {
        "database": result.get("database", "fail"),
        "queue": "fail" if errno else "ok",
        "cache": cache,
    }
    good = all(check == "ok" for check in checks.values())
    status = {"status": "ok" if good else "fail", "checks": checks}
    return json(status, status=200 if good else 503)


async def _cache(redis: Any) -> str:
    try:
        async with asyncio.timeout(CANARY_SECONDS):
            await redis.ping()
    except (RedisError, OSError, TimeoutError):
        return "fail"
    return "ok"


@blueprint.get("/metrics")
async def metrics(request: Request) -> HTTPResponse:
    """Sums over all gateway processes of this port, and what Redis knows."""
    if not _may_read(request):
        refused = Forbidden("wrong or missing token")
        return json({"errno": refused.errno, "error": str(refused)}, status=401)
    hub = request.app.ctx.hub
    summed = hub.counted()
    page = exposition.text(summed.metrics, summed.gauges, await _shared(hub))
    return raw(page, content_type=exposition.CONTENT_TYPE)


def _may_read(request: Request) -> bool:
    if settings.ops.metrics_token is None:
        return True
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(token.strip().encode(), settings.ops.metrics_token.encode())
    return same and scheme.lower() == "bearer"


async def _shared(hub: Any) -> exposition.Shared:
    try:
        async with asyncio.timeout(CANARY_SECONDS):
            return await _ask(hub)
    except (RedisError, OSError, TimeoutError):
        return exposition.Shared()


async def _lengths(broker: Any) -> dict[str, int]:
    """Waiting tasks by queue; nothing with a broker that is no Redis."""
    if broker is None:
        return {}
    async with broker.pipeline(transaction=False) as pipeline:
        for queue in QUEUES:
            pipeline.llen(queue)
        return dict(zip(QUEUES, await pipeline.execute(), strict=True))


async def _ask(hub: Any) -> exposition.Shared:
    jobs = sorted(name.decode() for name in await hub.redis.smembers("jobs"))
    async with hub.redis.pipeline(transaction=False) as pipeline:
        for job in jobs:
            pipeline.hgetall(f"jobs:{job}")
        for service in SERVICES:
            pipeline.hgetall(f"outcomes:{service}")
        hashes = await pipeline.execute()
    numbers = [{key.decode(): float(count) for key, count in one.items()} for one in hashes]
    return exposition.Shared(
        reachable=True,
        queues=await _lengths(hub.broker),
        jobs=dict(zip(jobs, numbers, strict=False)),
        outcomes=dict(zip(SERVICES, numbers[len(jobs) :], strict=True)),
    )
