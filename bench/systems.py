"""The two systems that are measured, as commands with their environment."""

import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from honcho.environ import parse_procfile
from msgspec import Struct

from bench import work
from bench.fleet import Command, Fleet
from bench.servers import Servers
from bench.specs import Target
from devtools.ports import free_ports

ROOT: Final = Path(__file__).resolve().parent.parent
OWN: Final = "service"
STOCK: Final = "stock"

# Limits are off: the load is far above what one user may do, and refusals are not measured.
_UNLIMITED = "1000000"
OPS_PASSWORD: Final = secrets.token_urlsafe(18)
_ENVIRONMENT: Final = {
    "DEBUG": "1",
    "HOST": "127.0.0.1",
    "DRAIN_SECONDS": "2",
    "LOG_LEVEL": "WARNING",
    "PUBLIC_URL": "http://127.0.0.1",
    "SECRET_KEY": "a key for the bench, of no use to anybody",
    "RATE_MULTIPLIER": _UNLIMITED,
    "WEB_CONCURRENCY": "1",
    "SMS_PROVIDER": "console",
    "OPS_PASSWORD": OPS_PASSWORD,
    "METRICS_OPEN": "1",
}


class System(Struct, frozen=True):
    """A system by name: its processes, where it listens, and what it can do."""

    name: str
    commands: Sequence[Command]
    ports: Sequence[int]
    sessions: bool
    funcs: Sequence[str]

    def targets(self, fleet: Fleet, servers: Servers, rows: int, zlib: bool) -> list[Target]:
        """One target per port, each with the processes of the whole system."""
        pids = {**fleet.pids, **servers.pids}
        return [
            Target(self.name, f"ws://127.0.0.1:{port}/ws", self.sessions, pids, zlib, rows)
            for port in self.ports
        ]


def environment(servers: Servers) -> dict[str, str]:
    """The settings the service runs with."""
    replica = {"DATABASE_REPLICA_URL": servers.replica.url} if servers.replica else {}
    return {**_base(servers, database=0), **_ENVIRONMENT, **replica}


def service(
    servers: Servers,
    gateways: int,
    workers: int,
    pool: str = "",
    *,
    slow: bool = False,
    beat: bool = False,
) -> System:
    """The service as its Procfile starts it; one port per gateway process.

    `pool`: options of another Celery pool; `slow`: workers for that queue, too; `beat`: what starts
    periodic jobs.
    """
    lines = parse_procfile((ROOT / "Procfile").read_text()).processes
    env = environment(servers)
    ports = free_ports(gateways)
    names = ("worker", "worker-slow", "worker-crowd") if slow else ("worker",)
    commands = [
        _shell(name, f"{lines[name]} {pool}", env, number)
        for name in names
        for number in range(1, workers + 1)
    ]
    commands += [_shell("gateway", lines["web"], {**env, "PORT": str(port)}) for port in ports]
    commands += [_shell("beat", lines["beat"], env)] if beat else []
    return System(OWN, commands, ports, sessions=True, funcs=work.FUNCS)


def stock(servers: Servers, gateways: int) -> System:
    """The stock peer with one solo worker; one port per gateway process."""
    ports = free_ports(gateways)
    env = _base(servers, database=1)
    python = (sys.executable, "-m")
    worker = ["celery", "-A", "bench.stock.worker", "worker", "-P", "solo", "-E", "-l", "WARNING"]
    commands = [Command("worker", (*python, *worker), env)]
    commands += [
        Command("gateway", (*python, "bench.stock.gateway"), {**env, "PORT": str(port)})
        for port in ports
    ]
    return System(STOCK, commands, ports, sessions=False, funcs=work.READS)


def _base(servers: Servers, database: int) -> dict[str, str]:
    bin_folder = str(Path(sys.executable).parent)
    return {
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url_of(database),
        "PATH": os.pathsep.join((bin_folder, os.environ.get("PATH", os.defpath))),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def _shell(name: str, line: str, env: dict[str, str], number: int = 1) -> Command:
    named = {**env, "HONCHO_PROCESS_NAME": f"{name}.{number}"}
    return Command(name, ("sh", "-c", line), named)
