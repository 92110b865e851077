"""A service on servers of its own, which a test may break.

Every part can be killed and started again, as the platform would do.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Self

from devtools.embedded import PostgresServer, ValkeyServer
from tests.fixtures import servers
from tests.fixtures.service import NewService, Service


class BreakableService:
    """PostgreSQL, Valkey and a service on them."""

    def __init__(self, new_service: NewService, **options: Any) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="whole-", dir=servers.current().folder))
        self._folder.chmod(0o711)
        register = servers.current().register
        # Durable: a killed server must still know what it committed.
        self.postgres = PostgresServer(self._folder / "pg", self._folder / "pg.log", register)
        self.valkey = servers.make_valkey(self._folder / "valkey", register)
        self._new_service, self._options = new_service, options
        self.service: Service

    def __enter__(self) -> Self:
        self.postgres.start()
        self.valkey.start()
        migrate(self.postgres.url)
        self.service = self._new_service(
            database_url=self.postgres.url, redis_url=self.valkey.url, **self._options
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.service.stop()
        self.valkey.stop()
        self.postgres.stop()


def migrate(url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=servers.ROOT, env=environment, check=True, capture_output=True)


def kill_server(server: PostgresServer | ValkeyServer) -> None:
    """SIGKILL: connections are not closed in order, and nothing is saved."""
    assert server.pid
    os.killpg(server.pid, signal.SIGKILL)
    server.stop()
