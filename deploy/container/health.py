"""`python -m deploy.container.health [PROCESS]`: exit status 0 when this process is well.

Without a name it is the one that the container was started with. Only the gateway, the store and
Flower listen; of the others Redis knows whether they live.
"""

from __future__ import annotations

import http.client
import socket
import sys
from pathlib import Path
from typing import Any, Final

import redis

from configuration import redis_servers
from settings import settings

SECONDS: Final = 4
FIRST: Final = Path("/proc/1/cmdline")
"""Of the container's first process: tini -- .../start PROCESS."""


def main(arguments: list[str]) -> int:
    name = arguments[0] if arguments else FIRST.read_bytes().split(b"\0")[-2].decode()
    try:
        return 0 if is_well(name) else 1
    except (OSError, http.client.HTTPException, redis.RedisError) as error:
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201 - the container's log of checks
        return 1


def is_well(name: str) -> bool:
    """Whether a process of the Procfile does its work here."""
    if name == "web":
        return _answers(settings.gateway.port, "/health") == http.client.OK
    if name == "store":
        return _answers(settings.media.port, "/") < http.client.INTERNAL_SERVER_ERROR
    if name == "flower":
        return _answers(settings.flower.port, "/healthcheck") < http.client.INTERNAL_SERVER_ERROR
    if name == "beat":
        with _redis(settings.redis.url) as client:
            return bool(client.exists("beat::lock"))
    return _reads_queues()


def _reads_queues() -> bool:
    """Whether a worker of this machine renews its lease."""
    if not settings.redis.broker_url.startswith("redis") or not settings.redis.batching:
        return True  # no lease is kept there; the process lives, or nobody would ask
    with _redis(settings.redis.broker_url) as client:
        here = f"{socket.gethostname()}:".encode()
        ours = [one for one in client.hkeys("broker:consumers") if one.startswith(here)]
        return bool(ours) and any(client.mget([b"broker:lease:" + one for one in ours]))


def _answers(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def _redis(url: str) -> Any:
    return redis_servers.client(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
