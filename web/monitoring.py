"""`/health` and `/metrics`."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Sequence

from redis.asyncio import Redis
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import json, raw

from settings import settings
from web import exposition
from web.functions import Function, hub
from web.observed import MOST_SECONDS, answers, observe
from wire.errors import Forbidden

blueprint = Blueprint("monitoring")

CANARY = Function("http.health.canary")


@blueprint.get("/health")
async def health(request: Request) -> HTTPResponse:
    """Whether all parts are well."""
    found = await checks(request)
    good = "fail" not in found.values()
    status = {"status": "ok" if good else "fail", "checks": found}
    return json(status, status=200 if good else 503)


async def checks(request: Request) -> dict[str, str]:
    """The parts by name, each "ok" or "fail"; of several Redis servers some may answer: "partly".

    The canary is a call that goes the whole way: queue, worker, database, bus and back.
    """
    (errno, _, result), cache = await asyncio.gather(
        CANARY(request, {}, seconds=MOST_SECONDS), _cache(hub(request).servers)
    )
    queue = "fail" if errno else "ok"
    return {"database": result.get("database", "fail"), "queue": queue, "cache": cache}


async def _cache(servers: Sequence[Redis]) -> str:
    """Not "fail" while one of several answers: it serves its users, whom a 503 would cost."""
    up = await asyncio.gather(*map(answers, servers))
    return "ok" if all(up) else "partly" if any(up) else "fail"


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
    observed = await observe(gateway, CANARY(request, {}, seconds=MOST_SECONDS))
    page = exposition.text(summed.metrics, summed.gauges, observed)
    return raw(page, content_type=exposition.CONTENT_TYPE)


def metrics_closed() -> bool:
    return settings.ops.metrics_token is None and not settings.ops.metrics_open


def _may_read(request: Request) -> bool:
    if settings.ops.metrics_token is None:
        return True
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(token.strip().encode(), settings.ops.metrics_token.encode())
    return same and scheme.lower() == "bearer"
