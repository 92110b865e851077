"""What a gateway asks others for `/metrics`: Redis, the broker, and the workers by a call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

from front.eviction import may_evict
from front.hub import Hub
from wire.calls import queued_at
from wire.errors import Busy

MOST_SECONDS = 1.5
QUEUES = ("rpc", "slow", "crowd")
SET_ASIDE, DROPPED = "broker:dead", "broker:dead:lost"
"""Messages that no worker can run (broker/scripts.py); their number is that of queue `dead`."""
CONSUMERS, LEASE = "broker:consumers", "broker:lease:"
"""Who reads which queues, and the busy share of each that lives."""
BEAT_LOCK = "beat::lock"
"""Exists while a beat lives."""
SERVICES = ("sms", "apns", "fcm", "jpush", "payment")
"""Their workers count in the Redis hashes outcomes:<service>, "<kind> <outcome>"."""

Answered = tuple[int, str, dict[str, Any]]
Hash = dict[str, float]


S = TypeVar("S", bound="Server")


@dataclass
class Server:
    """How a server answers."""

    up: bool = False
    seconds: float = 0.0
    """For a small question; nothing to say of a server that is away."""


@dataclass
class Keeping(Server):
    """A Redis."""

    may_evict: bool = False
    """Whether keys of the queue, leases and limits may be thrown away."""


@dataclass
class Shared(Keeping):
    """What Redis knows of all processes; of several servers the first."""

    others: list[Keeping] = field(default_factory=list)
    """The further servers of REDIS_URL."""
    beat: bool = False
    """Whether one lives."""
    jobs: dict[str, Hash] = field(default_factory=dict)
    """By periodic job: runs, rows, failures, seconds, and when the last run ended."""
    outcomes: dict[str, Hash] = field(default_factory=dict)
    """By service of another company: how often "<kind> <outcome>"."""
    reports: Hash = field(default_factory=dict)
    """open: how many reports wait; oldest_time: of the oldest of them."""


@dataclass
class Queues(Server):
    """What the broker knows; nothing with one that is no Redis."""

    lengths: dict[str, int] = field(default_factory=dict)
    """Calls and jobs that wait, by queue; those set aside as queue `dead`."""
    oldest: dict[str, float] = field(default_factory=dict)
    """Seconds since the first in line was queued."""
    dropped: int = 0
    """Messages set aside that were dropped in the end: too many or too old."""
    shares: dict[str, list[float]] = field(default_factory=dict)
    """By queue, of every living worker: which part of its time it works."""


@dataclass
class Path(Server):
    """How a call fares that goes through queue, worker and database and back."""

    database: Server | None = None
    """As the worker sees it; None when no worker has said."""
    overdue: float | None = None
    """Seconds by which the outbox is late."""
    ids_left: dict[str, int] = field(default_factory=dict)
    """By table: ids before rows are refused, while its open partition gets an end."""


@dataclass
class Observed:
    """All of it."""

    shared: Shared
    queues: Queues | None
    path: Path


async def observe(gateway: Hub, canary: Awaitable[Answered]) -> Observed:
    """Ask all processes at once; those that do not answer in time are down."""
    (shared, queues), path = await asyncio.gather(servers(gateway), _path(canary))
    return Observed(shared, queues, path)


async def servers(gateway: Hub) -> tuple[Shared, Queues | None]:
    """What Redis and the broker know, without a call; no Queues of a broker that is no Redis."""
    shared, queues, others = await asyncio.gather(
        _in_time(_ask(gateway), Shared()),
        _in_time(_look(gateway.broker), Queues()),
        asyncio.gather(*(_in_time(_keeping(one), Keeping()) for one in gateway.servers[1:])),
    )
    shared.others = others
    return shared, queues if gateway.broker is not None else None


async def _in_time(asking: Awaitable[S], otherwise: S) -> S:
    try:
        async with asyncio.timeout(MOST_SECONDS):
            return await asking
    except (RedisError, OSError, TimeoutError):
        return otherwise


async def answers(redis: Redis) -> bool:
    """Whether a server answers in time."""
    return (await _in_time(_answering(redis), Server())).up


async def _answering(redis: Redis) -> Server:
    return Server(up=True, seconds=await _ping(redis))


async def _keeping(redis: Redis) -> Keeping:
    return Keeping(up=True, seconds=await _ping(redis), may_evict=await may_evict(redis))


async def _ping(server: Redis) -> float:
    """Seconds to the answer, over a connection that stands."""
    await server.ping()
    asked = time.perf_counter()
    await server.ping()
    return time.perf_counter() - asked


async def _ask(gateway: Hub) -> Shared:
    redis = gateway.redis
    seconds = await _ping(redis)
    jobs = sorted(map(_text, await redis.smembers("jobs")))
    async with redis.pipeline(transaction=False) as pipeline:
        for job in jobs:
            pipeline.hgetall(f"jobs:{job}")
        for service in SERVICES:
            pipeline.hgetall(f"outcomes:{service}")
        pipeline.hgetall("reports")
        pipeline.exists(BEAT_LOCK)
        *hashes, beat = await pipeline.execute()
    numbers = [{key.decode(): float(count) for key, count in one.items()} for one in hashes]
    return Shared(
        up=True,
        seconds=seconds,
        may_evict=await may_evict(redis, gateway.broker),
        beat=bool(beat),
        jobs=dict(zip(jobs, numbers, strict=False)),
        outcomes=dict(zip(SERVICES, numbers[len(jobs) : -1], strict=True)),
        reports=numbers[-1],
    )


async def _look(broker: Redis | None) -> Queues:
    if broker is None:
        return Queues()
    seconds = await _ping(broker)
    async with broker.pipeline(transaction=False) as pipeline:
        for queue in QUEUES:
            pipeline.llen(queue)
        pipeline.llen(SET_ASIDE)
        for queue in QUEUES:
            pipeline.lindex(queue, -1)
        pipeline.get(DROPPED)
        pipeline.hgetall(CONSUMERS)
        *answers, dropped, consumers = await pipeline.execute()
    lengths, first = answers[: len(QUEUES) + 1], answers[len(QUEUES) + 1 :]
    return Queues(
        up=True,
        seconds=seconds,
        lengths=dict(zip((*QUEUES, "dead"), lengths, strict=True)),
        oldest=dict(zip(QUEUES, map(_age, first), strict=True)),
        dropped=int(dropped or 0),
        shares=await _shares(broker, consumers),
    )


def _age(message: bytes | None) -> float:
    at = queued_at(message) if message else None
    return 0.0 if at is None else max(0.0, time.time() - at)


async def _shares(broker: Redis, consumers: dict[bytes, bytes]) -> dict[str, list[float]]:
    shares: dict[str, list[float]] = {queue: [] for queue in QUEUES}
    leases = await broker.mget([LEASE.encode() + one for one in consumers]) if consumers else []
    for queues, share in zip(consumers.values(), leases, strict=True):
        for queue in queues.decode().split("\n"):
            if share is not None and queue in shares:
                shares[queue].append(float(share))
    return shares


def _text(name: bytes | str) -> str:
    return name if isinstance(name, str) else name.decode()


async def _path(canary: Awaitable[Answered]) -> Path:
    asked = time.perf_counter()
    errno, error, result = await canary
    seconds = time.perf_counter() - asked
    if errno:
        away = error == Busy.no_database
        return Path(database=Server() if away else None)
    if result["database"] != "ok":
        return Path(up=True, seconds=seconds, database=Server())
    database = Server(up=True, seconds=result["seconds"])
    overdue, left = result["overdue"], result.get("ids_left", {})  # workers may be of last release
    return Path(up=True, seconds=seconds, database=database, overdue=overdue, ids_left=left)
