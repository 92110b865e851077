"""./dev up: the whole service on one machine."""

import http.client
import json
import os
import shlex
import socket
import sys
import time
from collections.abc import Mapping

from honcho.environ import parse_procfile

from configuration.flower import Flower
from configuration.ops import Ops
from devtools import environment
from devtools.demo import PHONES
from devtools.errors import Refused, Stopped
from devtools.home import Home
from devtools.leftovers import Guard, Register, end_leftovers
from devtools.supervisor import Supervisor
from settings import Settings

# Seconds: a first start on a slow machine takes long; longer than this is a fault.
READY_SECONDS = 120.0
HEALTH_SECONDS = 3.0
# The local store's port relative to PORT; addresses of files have it, so it is always the same.
MEDIA_PORT_AWAY = 80


def up(arguments: list[str]) -> int:
    """Start everything, print `ready`, keep it running until Ctrl-C or SIGTERM."""
    if arguments:
        raise Refused(f"settings come from the environment, not from {arguments[0]!r}.")
    folder = environment.home()
    folder.create()
    lock = folder.lock()
    if ended := end_leftovers(folder.register):
        print(f"./dev up: ended {ended} processes of an earlier run")
    guard = Guard(folder.register, keep_open=[lock])
    try:
        return _run(folder)
    finally:
        guard.close()
        folder.unlock()
        _forget_closed_output()


def _forget_closed_output() -> None:
    """Drop output that Python would write at its end, which fails without a reader."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(folder: Home) -> int:
    register = Register(folder.register)
    values = environment.with_defaults(os.environ, folder.secrets())
    servers = environment.servers_for(folder, register, values)
    values = _with_store(folder, values)
    _check(values)
    supervisor = Supervisor(register, environment.ROOT, values, sys.stdout)
    supervisor.listen()
    supervisor.servers = servers
    try:
        _start_servers(supervisor, folder)
        settings = Settings(supervisor.environment).check()
        _prepare_database(supervisor)
        _start_processes(supervisor, settings)
        _wait_until_ready(supervisor, settings)
        supervisor.show(_links(settings))
        while True:
            supervisor.pump()
    except Stopped:
        supervisor.say("stopping")
        return 0
    finally:
        started = time.monotonic()
        supervisor.stop()
        supervisor.say(f"everything stopped in {time.monotonic() - started:.1f} s")


def _check(values: dict[str, str]) -> None:
    """Say what is wrong before anything is started."""
    # The addresses of embedded servers are not known yet.
    Settings(environment.PLACEHOLDERS | values).check()
    environment.try_given(values)
    for name in ("PORT", "FLOWER_PORT", "MEDIA_PORT"):
        _need_free_port(name, values)


def _with_store(folder: Home, values: dict[str, str]) -> dict[str, str]:
    """Set the local store's folder and port, unless the developer has set them."""
    port = values["PORT"]
    ours = {"MEDIA_DIR": str(folder.path / "media"), "MEDIA_PORT": port}
    if port.isdigit():
        ours["MEDIA_PORT"] = str(int(port) + MEDIA_PORT_AWAY)
    return ours | values


def _start_servers(supervisor: Supervisor, folder: Home) -> None:
    for server in supervisor.servers:
        supervisor.say(f"starting {server.name} in {server.folder}")
        server.start()
    supervisor.environment |= environment.addresses(supervisor.servers)
    urls = {name: supervisor.environment[name] for name in environment.URLS}
    folder.publish(urls)


def _need_free_port(name: str, values: Mapping[str, str]) -> None:
    text = values[name]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((values["HOST"], int(text)))
        except socket.gaierror as error:
            raise Refused(f"HOST is wrong: {values['HOST']} is no address ({error}).") from None
        except OSError as error:
            raise Refused(f"port {text} cannot be had ({error}); set {name} to another.") from None


def _processes() -> dict[str, str]:
    text = (environment.ROOT / "Procfile").read_text()
    return dict(parse_procfile(text).processes)


def _prepare_database(supervisor: Supervisor) -> None:
    supervisor.say("bringing the database up to date")
    for name, command in (
        ("release", _processes()["release"]),
        ("seed", f"{shlex.quote(sys.executable)} -m devtools.seed"),
    ):
        if status := supervisor.run(name, command):
            raise Refused(f"{name} failed with exit status {status}; its output stands above.")


def _start_processes(supervisor: Supervisor, settings: Settings) -> None:
    stores = int(settings.media.store == "local")
    counts = {"release": 0, "worker": settings.service.workers, "store": stores}
    for kind, command in _processes().items():
        for number in range(1, counts.get(kind, 1) + 1):
            supervisor.start(f"{kind}.{number}", command)


def _wait_until_ready(supervisor: Supervisor, settings: Settings) -> None:
    supervisor.say("waiting until a call travels the whole path")
    end = time.monotonic() + READY_SECONDS
    told = time.monotonic()
    while (health := _health(settings.gateway.port)) != "ok":
        if time.monotonic() > end:
            raise Refused(f"not ready after {READY_SECONDS:g} s: {health}")
        if name := supervisor.hopeless():
            raise Refused(f"{name} ends again and again; its output above says why.")
        if time.monotonic() > told + 5:
            supervisor.say(f"still waiting: {health}")
            told = time.monotonic()
        supervisor.pump(0.1)


def _health(port: int) -> str:
    """What is missing, or "ok". The queue check of /health is a call through the whole path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException) as error:
        return f"no answer yet ({error})"
    finally:
        connection.close()
    if response.status == 200:
        return "ok"
    checks = json.loads(body).get("checks", {})
    return ", ".join(f"{name} {state}" for name, state in checks.items())


def _links(settings: Settings) -> str:
    base = f"http://127.0.0.1:{settings.gateway.port}"
    flower = f"http://127.0.0.1:{settings.flower.port}"
    user = settings.flower.user
    return f"""\
ready {base}

  start page   {base}/
  log in       {base}/PhoneLogin
  console      {base}/static/PhoneTest.html
  operations   {base}/operational_background/Login  password {_shown("OPS_PASSWORD", settings.ops)}
  Flower       {flower}  user {user}, password {_shown("FLOWER_PASSWORD", settings.flower)}
  metrics      {base}/metrics
  health       {base}/health
  demo phones  {PHONES[0]} to {PHONES[-1]}; /getcode shows the code

Ctrl-C stops everything; the data stays.
"""


def _shown(name: str, group: Ops | Flower) -> str:
    return f"from {name}" if os.environ.get(name) else str(group.password)
