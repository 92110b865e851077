"""The gateway: holds the clients' websockets, turns calls into Celery tasks, carries replies back.

`python gateway.py` runs WEB_CONCURRENCY processes that share one port.
"""

from __future__ import annotations

from functools import partial

from front import processes, server
from log import configure, log
from settings import settings
from web import monitoring, routes


def main() -> None:
    settings.check()
    configure("gateway")
    if monitoring.metrics_closed():
        log.warning("nobody can read /metrics", hint="set METRICS_TOKEN or METRICS_OPEN")
    processes.run(partial(server.serve, routes.add), settings.gateway.processes)


if __name__ == "__main__":
    main()
