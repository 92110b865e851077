"""The gateway: holds the clients' websockets, turns calls into Celery tasks, carries replies back.

`python gateway.py` runs WEB_CONCURRENCY processes that share one port, and starts another at once
when one is killed.
"""

from __future__ import annotations

import startup  # isort: split

from functools import partial

from front import processes, server
from log import configure, log
from settings import settings
from tasks.rpc import load
from web import monitoring, routes


def main() -> None:
    settings.check()
    configure("gateway")
    if monitoring.metrics_closed():
        log.warning("nobody can read /metrics", hint="set METRICS_TOKEN or METRICS_OPEN")
    load()  # before there are children: they share it, and take sockets at once
    startup.finished()
    processes.run(partial(server.serve, routes.add), settings.gateway.processes)


if __name__ == "__main__":
    main()
