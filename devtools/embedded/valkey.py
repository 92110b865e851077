"""An embedded Valkey (Redis protocol) on a port of 127.0.0.1, behind a password."""

import signal
from pathlib import Path
from typing import ClassVar

import redis

from devtools.embedded.base import EmbeddedServer, end_leftover
from devtools.embedded.wheel import valkey_program
from devtools.home import write_private
from devtools.leftovers import Register
from devtools.ports import free_ports, is_free

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
pidfile "{folder}/valkey.pid"
daemonize no
databases {databases}
appendonly no
save {save}
maxmemory-policy noeviction
"""


class ValkeyServer(EmbeddedServer):
    """Valkey with a password."""

    name: ClassVar[str] = "Valkey"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(
        self,
        folder: Path,
        log: Path,
        register: Register,
        *,
        password: str,
        durable: bool = True,
        databases: int = 16,
        program: str | None = None,
    ) -> None:
        """`program`: another server of the same kind, for instance Debian's redis-server."""
        super().__init__(folder, log, register)
        self._program = program or str(valkey_program())
        self.password = password
        self._durable = durable
        self._databases = databases
        self.port = 0
        """Set when it is started."""

    @property
    def url(self) -> str:
        return self.url_of(0)

    def url_of(self, database: int) -> str:
        """The address of another numbered database of this server."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._end_leftover()
        self.port = self._choose_port()
        write_private(self._configuration, self._text())

    def _text(self) -> str:
        return CONFIGURATION.format(
            port=self.port,
            password=self.password,
            folder=self._quoted_folder(),
            databases=self._databases,
            save="60 1" if self._durable else '""',
        )

    def _quoted_folder(self) -> str:
        return str(self.folder).replace("\\", r"\\").replace('"', r"\"")

    def command(self) -> list[str]:
        return [self._program, str(self._configuration)]

    def answers(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_timeout=2.0)
        try:
            return bool(client.ping())
        except redis.RedisError:
            # not listening yet, or still loading its data
            return False
        finally:
            client.close()

    @property
    def _configuration(self) -> Path:
        return self.folder / "valkey.conf"

    def _choose_port(self) -> int:
        """The port of the last start, if it is free, so that addresses stay the same."""
        path = self.folder / "port"
        last = int(path.read_text()) if path.exists() else 0
        port = last if last and is_free(last) else free_ports(1)[0]
        path.write_text(str(port))
        return port

    def _end_leftover(self) -> None:
        pidfile = self.folder / "valkey.pid"
        text = pidfile.read_text().strip() if pidfile.exists() else ""
        if text.isdigit():
            end_leftover(int(text), (Path(self._program).name,), self.stop_signal)
