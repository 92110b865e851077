"""The gateway: holds the clients' websockets, turns calls into Celery tasks, carries replies back.

`python gateway.py` runs WEB_CONCURRENCY processes that share one port.
"""

from __future__ import annotations

from front import processes, server
from log import configure
from settings import settings


def main() -> None:
    settings.check()
    configure("gateway")
    processes.run(server.serve, settings.gateway.processes)


if __name__ == "__main__":
    main()
