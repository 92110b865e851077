"""The database and Redis servers of a run: fresh, on loopback, in a folder of their own."""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.disk import small_disk
from devtools.embedded import EmbeddedServer, PostgresServer, Sentinels, StandbyServer, ValkeyServer
from devtools.leftovers import Guard, Register


@dataclass(frozen=True)
class Servers:
    """The running servers, the folder for output, and the register of processes to end."""

    postgres: PostgresServer
    valkey: ValkeyServer
    folder: Path
    register: Register
    disk: Path
    """Where both keep their data."""
    standby: StandbyServer | None = None
    """The standby of PostgreSQL, if there is one."""
    replica: StandbyServer | None = None
    """The replica of PostgreSQL that answers reads, if there is one."""
    sentinels: Sentinels | None = None
    """The Sentinels of Valkey and of its replica, if there are any."""
    valkey2: ValkeyServer | None = None
    """A second Valkey, which has half of the users, if there is one."""

    @property
    def database_url(self) -> str:
        """The address that a service gets."""
        return self.standby.urls_of_both if self.standby else self.postgres.url

    def redis_url_of(self, database: int) -> str:
        """The address that a service gets, with a numbered database."""
        each = (self.sentinels or self.valkey, *([self.valkey2] if self.valkey2 else []))
        return ",".join(one.url_of(database) for one in each)

    @contextlib.contextmanager
    def with_standby(self) -> Iterator[Servers]:
        """The same with a standby that follows, and that commits wait for."""
        log = self.folder / "standby.log"
        standby = StandbyServer(self.postgres, self.disk / "standby", log, self.register)
        try:
            standby.start()
            standby.be_waited_for()
            yield replace(self, standby=standby)
        finally:
            standby.stop()

    @contextlib.contextmanager
    def with_replica(self) -> Iterator[Servers]:
        """The same with a replica that answers reads."""
        log = self.folder / "replica.log"
        made = StandbyServer(self.postgres, self.disk / "replica", log, self.register)
        try:
            made.start()
            yield replace(self, replica=made)
        finally:
            made.stop()

    @contextlib.contextmanager
    def with_sentinels(self) -> Iterator[Servers]:
        """The same with a replica of Valkey, and Sentinels that watch over both."""
        password = secrets.token_urlsafe(8)
        made = Sentinels(self.valkey, self.disk, self.folder, self.register, password)
        try:
            made.start()
            yield replace(self, sentinels=made)
        finally:
            made.stop()

    @contextlib.contextmanager
    def with_second_valkey(self) -> Iterator[Servers]:
        """The same with a second Valkey that has half of the users."""
        log = self.folder / "valkey2.log"
        password = secrets.token_urlsafe(8)
        made = ValkeyServer(self.disk / "valkey2", log, self.register, password=password)
        try:
            made.start()
            yield replace(self, valkey2=made)
        finally:
            made.stop()

    @property
    def pids(self) -> dict[str, list[int]]:
        """The process ids by name."""
        more = {"replica": self.replica, "valkey2": self.valkey2}
        found = {name: _pids(server) for name, server in more.items() if server}
        return {"postgres": _pids(self.postgres), "valkey": _pids(self.valkey), **found}


@contextlib.contextmanager
def servers(disk_mib: int = 0) -> Iterator[Servers]:
    """PostgreSQL and Valkey as `./dev up` has them; all is deleted at the end, even after SIGKILL.

    `disk_mib`: both on a disk of this size, which can be filled; raises NoDisk.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o711)
    register = Register(folder / "children.json")
    with Guard(register.path, remove=folder), contextlib.ExitStack() as stack:
        data = folder
        if disk_mib:
            data = folder / "disk"
            stack.enter_context(small_disk(data, disk_mib))
        postgres = PostgresServer(data / "postgres", folder / "postgres.log", register)
        password = secrets.token_urlsafe(8)
        valkey = ValkeyServer(data / "valkey", folder / "valkey.log", register, password=password)
        for server in (postgres, valkey):
            stack.callback(server.stop)
            server.start()
        yield Servers(postgres, valkey, folder, register, data)


def _pids(server: EmbeddedServer) -> list[int]:
    return [server.pid] if server.pid else []
