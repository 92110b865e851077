"""A standby of an embedded PostgreSQL, which follows it and can take its place."""

import shutil
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psycopg2

from devtools import processes
from devtools.embedded.base import ServerFailed
from devtools.embedded.postgres import ROLE, PostgresServer
from devtools.embedded.wheel import POSTGRES_PROGRAMS
from devtools.leftovers import Register

FOLLOWS_SECONDS = 30.0


class StandbyServer(PostgresServer):
    """Made by pg_basebackup at its first start, while the primary runs."""

    name: ClassVar[str] = "PostgreSQL's standby"

    def __init__(
        self, primary: PostgresServer, folder: Path, log: Path, register: Register
    ) -> None:
        super().__init__(folder, log, register, database=primary.database)
        self._primary = primary

    @property
    def urls_of_both(self) -> str:
        """One address for both: clients connect to the one that takes writes."""
        hosts = "&".join(
            f"host={quote(str(one.sockets), safe='/')}" for one in (self._primary, self)
        )
        return f"postgresql://{ROLE}@/{self.database}?{hosts}&target_session_attrs=read-write"

    def _initdb(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        command = [str(POSTGRES_PROGRAMS / "pg_basebackup"), "-D", str(self.data), "-R"]
        command += ["-h", str(self._primary.sockets), "-U", ROLE, "-c", "fast", "-X", "stream"]
        self._make(command)

    def be_waited_for(self) -> None:
        """Let the primary acknowledge commits only when they are here, too. Raises ServerFailed."""
        self._on(self._primary, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        self._on(self._primary, "SELECT pg_reload_conf()")
        state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        if not processes.wait_until(lambda: self._on(self._primary, state) == 1, FOLLOWS_SECONDS):
            raise ServerFailed(f"{self.name} does not follow the primary")

    def promote(self) -> None:
        """Take the primary's place; returns when it takes writes."""
        if not self._on(self, "SELECT pg_promote()"):
            raise ServerFailed(f"{self.name} was not promoted")

    @staticmethod
    def _on(server: PostgresServer, statement: str) -> object:
        connection = psycopg2.connect(server.url_of("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        connection.close()
        return row[0] if row else None
