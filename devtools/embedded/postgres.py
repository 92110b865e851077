"""An embedded PostgreSQL in a folder, reached by a Unix socket only."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psycopg2

from devtools.embedded.account import ACCOUNT, let_account_in
from devtools.embedded.base import DISK_FULL, EmbeddedServer, ServerFailed, end_leftover
from devtools.embedded.wheel import POSTGRES_PROGRAMS
from devtools.errors import Refused
from devtools.leftovers import Register

ROLE = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"
# Longest path of a Unix socket on Linux; macOS has a few less.
SOCKET_PATH_MAX = 100
# For tests: the data is thrown away, so it need not survive a power cut.
# After a crash all files are written to the disk before anybody connects: one call for the whole
# file system instead of one for each of thousands of files. Only Linux has it.
SYNC_AT_ONCE = ["recovery_init_sync_method=syncfs"] if sys.platform == "linux" else []
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class PostgresServer(EmbeddedServer):
    """PostgreSQL with trust authentication on a socket in a folder only its account may enter."""

    name: ClassVar[str] = "PostgreSQL"
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT  # "fast": ends sessions, keeps data

    def __init__(
        self,
        folder: Path,
        log: Path,
        register: Register,
        *,
        database: str = "backend",
        durable: bool = True,
    ) -> None:
        super().__init__(folder, log, register)
        self.database = database
        self.data = self.folder / "data"
        self._durable = durable
        self._sockets = self.folder / "socket"
        self._temporary_sockets = False

    @property
    def url(self) -> str:
        return self.url_of(self.database)

    def url_of(self, database: str) -> str:
        """The address of another database on this server."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self._sockets), safe='/')}"

    @property
    def sockets(self) -> Path:
        """The folder of its socket."""
        return self._sockets

    def user(self) -> str | None:
        return ACCOUNT if os.geteuid() == 0 else None

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._choose_sockets()
        if self.user():
            let_account_in(self.folder, [self.folder, self._sockets])
        self._check_version()
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        self._end_leftover()

    def command(self) -> list[str]:
        options = ["listen_addresses=", f"unix_socket_directories={self._sockets}"]
        options += ["max_connections=200", "timezone=UTC", "log_timezone=UTC"]
        options += SYNC_AT_ONCE if self._durable else THROW_AWAY
        flags = [part for option in options for part in ("-c", option)]
        return [str(POSTGRES_PROGRAMS / "postgres"), "-D", str(self.data), *flags]

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url_of("postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def start(self) -> None:
        super().start()
        self._create_database()

    def stop(self, seconds: float = 5.0) -> None:
        super().stop(seconds)
        if self._temporary_sockets:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._temporary_sockets = False

    def _create_database(self) -> None:
        connection = psycopg2.connect(self.url_of("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self.database,))
            if cursor.fetchone() is None:
                try:
                    cursor.execute(f'CREATE DATABASE "{self.database}"')
                except psycopg2.errors.DiskFull:
                    raise self._disk_full() from None
        connection.close()

    def _choose_sockets(self) -> None:
        path = str(self.folder / "socket" / SOCKET_NAME)
        # Server and clients read a folder name with a comma as a list.
        if len(path) <= SOCKET_PATH_MAX and not {",", '"'} & set(path):
            self._sockets.mkdir(mode=0o700, exist_ok=True)
        elif not self._temporary_sockets:
            self._sockets = Path(tempfile.mkdtemp(prefix="pg-"))
            self._temporary_sockets = True

    def _check_version(self) -> None:
        path = self.data / "PG_VERSION"
        ours = _server_version()
        if path.exists() and path.read_text().strip() != ours:
            raise Refused(
                f"{self.data} was made by PostgreSQL {path.read_text().strip()} and this is"
                f" {ours}: dump it with the old version, or move the folder away."
            )

    def _initdb(self) -> None:
        # A half-made folder of an interrupted first start is of no use.
        shutil.rmtree(self.data, ignore_errors=True)
        command = [str(POSTGRES_PROGRAMS / "initdb"), "-D", str(self.data), "-U", ROLE]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        command += [] if self._durable else ["--no-sync"]
        self._make(command)

    def _make(self, command: list[str]) -> None:
        """Let a program make the data folder. Raises ServerFailed."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self._account(),
        )
        if done.returncode:
            told = " ".join((done.stderr or done.stdout).split())
            if DISK_FULL in told:
                raise self._disk_full()
            raise ServerFailed(f"{self.name}'s data could not be made in {self.data}: {told}")

    def _disk_full(self) -> ServerFailed:
        return ServerFailed(
            f"the disk is full, so {self.name}'s data could not be made in {self.data}:"
            " make room, or set DATA_DIR to a folder on another one."
        )

    def _end_leftover(self) -> None:
        pidfile = self.data / "postmaster.pid"
        first = pidfile.read_text().splitlines()[:1] if pidfile.exists() else []
        if first and first[0].isdigit():
            end_leftover(int(first[0]), ("postgres", str(self.data)), self.stop_signal)


def _server_version() -> str:
    """The major version of the server in the wheel, as PG_VERSION spells it."""
    version = subprocess.run(
        [str(POSTGRES_PROGRAMS / "postgres"), "--version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return next(word for word in version if word[0].isdigit()).split(".")[0]
