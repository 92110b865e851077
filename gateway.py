"""The gateway: holds the clients' websockets, turns calls into Celery tasks, carries replies back.

`python gateway.py` runs WEB_CONCURRENCY processes that share one port.
"""

from __future__ import annotations

from functools import partial

from front import processes, server
from log import configure
from settings import settings
from web import routes


def main() -> None:
    settings.check()
    configure("gateway")
    processes.run(partial(server.serve, routes.add), settings.gateway.processes)


if __name__ == "__main__":
    main()
