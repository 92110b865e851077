"""The worker's Redis clients: blocking, one small pool each per process."""

from __future__ import annotations

import time
from functools import cache
from itertools import count
from typing import Any

import redis
from celery import signals
from redis.exceptions import RedisError

from configuration import redis_servers
from log import log
from push.servers import Servers
from settings import settings
from wire import common_time


@cache
def client() -> redis.Redis:
    """The client of REDIS_URL, of the first server there: of what is nobody's."""
    return _connect(settings.redis.url)


@cache
def servers() -> Servers:
    """All servers of REDIS_URL."""
    return Servers([client(), *map(_connect, settings.redis.urls[1:])])


@cache
def queue_client() -> redis.Redis | None:
    """The client of the queue; None for a broker that is no Redis."""
    url = settings.redis.broker_url
    return _connect(url) if url.startswith("redis") else None


def _connect(url: str) -> redis.Redis:
    """The client never repeats commands by itself: a repeated publish would be a repeated push."""
    return redis_servers.client(
        url,
        socket_timeout=3,
        socket_connect_timeout=2,
        socket_keepalive=True,
        retry=redis_servers.ONCE,
        health_check_interval=0,
    )


HEARTBEATS = 5
"""Celery's worker has one every 2 s; with each of so many the clocks are compared."""
_heartbeats = count()


@signals.worker_init.connect
def compare_clocks(**_: Any) -> None:
    """Take over the time of REDIS_URL's server, and warn when this machine's differs much."""
    asked = time.time()
    try:
        with servers().asking(0) as redis_client:
            told = redis_client.time()
    except RedisError:
        return
    if (skew := common_time.compare(asked, told, time.time())) is not None:
        log.warning("this machine's clock is wrong, Redis's is taken", ahead=round(skew, 1))


@signals.heartbeat_sent.connect
def _compare_again(**_: Any) -> None:
    if next(_heartbeats) % HEARTBEATS == 0:
        compare_clocks()
