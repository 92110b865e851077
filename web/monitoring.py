"""`/health` and `/metrics`."""

from __future__ import annotations

import asyncio
import hmac

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import json, raw

from front.eviction import may_evict
from front.hub import Hub
from settings import settings
from web import exposition
from web.functions import Function, hub
from wire.errors import Forbidden

blueprint = Blueprint("monitoring")

CANARY = Function("http.health.canary")
CANARY_SECONDS = 1.5
QUEUES = ("rpc", "slow")
SET_ASIDE, DROPPED = "broker:dead", "broker:dead:lost"
"""Messages that no worker can run (broker/scripts.py); their number is that of queue `dead`."""
SERVICES = ("sms", "apns", "fcm", "jpush", "payment")
"""Their workers count in the Redis hashes outcomes:<service>, "<kind> <outcome>"."""


@blueprint.get("/health")
async def health(request: Request) -> HTTPResponse:
    """The canary is a call that goes the whole way: queue, worker, database, bus and back."""
    (errno, _, result), cache = await asyncio.gather(
        CANARY(request, {}, seconds=CANARY_SECONDS), _cache(hub(request).redis)
    )
    checks = {
        "database": result.get("database", "fail"),
        "queue": "fail" if errno else "ok",
        "cache": cache,
    }
    good = all(check == "ok" for check in checks.values())
    status = {"status": "ok" if good else "fail", "checks": checks}
    return json(status, status=200 if good else 503)


async def _cache(redis: Redis) -> str:
    try:
        async with asyncio.timeout(CANARY_SECONDS):
            await redis.ping()
    except (RedisError, OSError, TimeoutError):
        return "fail"
    return "ok"


@blueprint.get("/metrics")
async def metrics(request: Request) -> HTTPResponse:
    """Sums over all gateway processes of this port, and what Redis knows.

    Without METRICS_TOKEN or METRICS_OPEN this address does not exist.
    """
    if metrics_closed():
        raise NotFound("not found")
    if not _may_read(request):
        refused = Forbidden("wrong or missing token")
        return json({"errno": refused.errno, "error": str(refused)}, status=401)
    gateway = hub(request)
    summed = gateway.counted()
    page = exposition.text(summed.metrics, summed.gauges, await _shared(gateway))
    return raw(page, content_type=exposition.CONTENT_TYPE)


def metrics_closed() -> bool:
    return settings.ops.metrics_token is None and not settings.ops.metrics_open


def _may_read(request: Request) -> bool:
    if settings.ops.metrics_token is None:
        return True
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(token.strip().encode(), settings.ops.metrics_token.encode())
    return same and scheme.lower() == "bearer"


async def _shared(gateway: Hub) -> exposition.Shared:
    try:
        async with asyncio.timeout(CANARY_SECONDS):
            return await _ask(gateway)
    except (RedisError, OSError, TimeoutError):
        return exposition.Shared()


async def _lengths(broker: Redis | None) -> tuple[dict[str, int], int]:
    """Waiting tasks by queue, those set aside as queue `dead`, and how many of these were dropped;
    nothing with a broker that is no Redis."""
    if broker is None:
        return {}, 0
    async with broker.pipeline(transaction=False) as pipeline:
        for queue in QUEUES:
            pipeline.llen(queue)
        pipeline.llen(SET_ASIDE)
        pipeline.get(DROPPED)
        *lengths, lost = await pipeline.execute()
        return dict(zip((*QUEUES, "dead"), lengths, strict=True)), int(lost or 0)


def _text(name: bytes | str) -> str:
    return name if isinstance(name, str) else name.decode()


async def _ask(gateway: Hub) -> exposition.Shared:
    jobs = sorted(map(_text, await gateway.redis.smembers("jobs")))
    async with gateway.redis.pipeline(transaction=False) as pipeline:
        for job in jobs:
            pipeline.hgetall(f"jobs:{job}")
        for service in SERVICES:
            pipeline.hgetall(f"outcomes:{service}")
        pipeline.hgetall("reports")
        hashes = await pipeline.execute()
    numbers = [{key.decode(): float(count) for key, count in one.items()} for one in hashes]
    queues, dropped = await _lengths(gateway.broker)
    return exposition.Shared(
        reachable=True,
        may_evict=await may_evict(gateway.redis, gateway.broker),
        queues=queues,
        dropped=dropped,
        jobs=dict(zip(jobs, numbers, strict=False)),
        outcomes=dict(zip(SERVICES, numbers[len(jobs) : -1], strict=True)),
        reports=numbers[-1],
    )
