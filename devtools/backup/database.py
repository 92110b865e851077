"""The database: dumped while it is used, restored into a new one that replaces the old one."""

import os
import re
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.sql import SQL, Identifier
from sqlalchemy import make_url

from devtools.embedded.wheel import POSTGRES_PROGRAMS
from devtools.errors import Refused

KEPT = "_before_restore"
MOST_NAME = 63 - len(KEPT)


class Database:
    """A database by its address."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        self.name = self._url.database or ""

    def dump(self, path: Path) -> None:
        """Write everything as it is at one moment. Raises Refused."""
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-acl", "--file", str(path))

    def revision(self) -> str:
        """The revision of the tables; "" when there are none."""
        with self._connected() as cursor:
            cursor.execute("SELECT to_regclass('alembic_version') IS NOT NULL")
            if not cursor.fetchone()[0]:
                return ""
            cursor.execute("SELECT version_num FROM alembic_version")
            return str(cursor.fetchone()[0])

    def is_empty(self) -> bool:
        """Whether it has no table."""
        with self._connected() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            return not cursor.fetchone()[0]

    def others(self) -> int:
        """The number of other connections."""
        with self._connected() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            return int(cursor.fetchone()[0])

    @contextmanager
    def beside(self) -> Iterator["Database"]:
        """A new database on the same server; dropped unless it took this one's place."""
        made = Database(self._address(f"restore_{secrets.token_hex(6)}"))
        self._administer("CREATE DATABASE {} TEMPLATE template0", made.name)
        try:
            yield made
        finally:
            self._administer("DROP DATABASE IF EXISTS {}", made.name)

    def fill(self, path: Path) -> None:
        """Restore a dump into this empty database. Raises Refused."""
        self._run("pg_restore", "--exit-on-error", "--no-owner", "--no-acl", str(path))

    def replace_by(self, other: "Database") -> str:
        """Give this database's name to another one; this one is kept under the returned name."""
        kept = self.name[:MOST_NAME] + KEPT
        self._administer("DROP DATABASE IF EXISTS {}", kept)
        self._administer("ALTER DATABASE {} RENAME TO {}", self.name, kept)
        try:
            self._administer("ALTER DATABASE {} RENAME TO {}", other.name, self.name)
        except Refused:
            self._administer("ALTER DATABASE {} RENAME TO {}", kept, self.name)
            raise
        return kept

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def _connected(self, name: str = "") -> Iterator[Any]:
        connection = psycopg2.connect(self._address(name or self.name))
        connection.autocommit = True
        with closing(connection), connection.cursor() as cursor:
            yield cursor

    def _administer(self, statement: str, *names: str) -> None:
        try:
            with self._connected("postgres") as cursor:
                cursor.execute(SQL(statement).format(*map(Identifier, names)))
        except psycopg2.Error as error:
            told = " ".join(str(error).split())
            raise Refused(f"the database server refuses ({told}).") from None

    def _run(self, program: str, *arguments: str) -> None:
        # The password is in the environment, because other users can see the arguments.
        address = self._url.set(password=None).render_as_string(hide_password=False)
        password = {"PGPASSWORD": self._url.password} if self._url.password else {}
        command = [str(POSTGRES_PROGRAMS / program), "--dbname", address, *arguments]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env=_clean_environment() | password,
        )
        if done.returncode:
            said = re.sub(r"\s+", " ", done.stderr.strip())[:300]
            raise Refused(f"{program} failed ({said}).")


def _clean_environment() -> dict[str, str]:
    """The environment without variables about other servers."""
    return {name: text for name, text in os.environ.items() if not name.startswith("PG")}
