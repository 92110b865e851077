"""Runs the Procfile's processes on one machine and keeps them running.

honcho's parts do the starting, reading and printing; its manager is not used because it ends
everything when one process ends. Here a process that ends is started again after a short pause, as
a platform would do.
"""

import queue
import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from honcho.colour import get_colours
from honcho.printer import Message, Printer
from honcho.process import Process

from devtools import processes
from devtools.embedded import EmbeddedServer
from devtools.errors import Refused, Stopped
from devtools.leftovers import Register

SYSTEM = "dev"
START_SECONDS = 20.0
FIRST_PAUSE, LATER_PAUSE, LONGEST_PAUSE = 0.1, 2.0, 10.0
# Processes that clients wait for. When all have ended, these start first and do not share the
# processors.
AWAITED = ("web", "worker", "store")
# A process that ran this long before it ended starts again without a longer pause.
HEALTHY_SECONDS = 5.0
# A process that ended this often before `ready` has a fault that a restart does not mend.
HOPELESS = 4
# Seconds for each part of stopping; with the servers' they stay under 10 s.
FRONT_SECONDS, WORKER_SECONDS, KILL_SECONDS, SERVER_SECONDS = 3.5, 2.5, 1.0, 2.5


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: str
    colour: str
    pid: int | None = None
    returncode: int | None = None
    started: float = 0.0
    pause: float = 0.0
    restart_at: float | None = None
    once: bool = False
    reported: bool = False
    failures: int = 0

    @property
    def kind(self) -> str:
        """The Procfile's name: `worker` for `worker.2`."""
        return self.name.partition(".")[0]


class Supervisor:
    """Starts, restarts and stops processes; everything happens in `pump`, on one thread."""

    def __init__(
        self, register: Register, root: Path, environment: Mapping[str, str], output: TextIO
    ) -> None:
        self.servers: list[EmbeddedServer] = []
        self._register = register
        self._root = root
        self.environment = dict(environment)
        self._events: queue.Queue[Any] = queue.Queue()
        self._children: dict[str, Child] = {}
        self._colours = get_colours()
        self._printer = Printer(output, width=len("worker-crowd.1"))
        self._server_restart_at: dict[str, float] = {}
        self._signals = 0
        self._stopping = False

    # ---------------------------------------------------------------------------------- signals

    def listen(self) -> None:
        """Let Ctrl-C, SIGTERM and a closed terminal end the run in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    # ----------------------------------------------------------------------------------- output

    def say(self, text: str) -> None:
        """Print a line of our own among the processes' lines."""
        self._write(Message("line", text, datetime.now().astimezone(), SYSTEM, None))

    def show(self, text: str) -> None:
        """Print a text as it is."""
        self._guarded(lambda: print(text, file=self._printer.output, flush=True))

    def _write(self, message: Any) -> None:
        self._guarded(lambda: self._printer.write(message))

    def _guarded(self, write: Callable[[], None]) -> None:
        try:
            write()
        except (BrokenPipeError, ValueError):
            # The reader of our output has ended; that is a request to stop, not a reason to crash.
            self._signals += 1
            self._printer.output = _Nowhere()

    # ---------------------------------------------------------------------------------- running

    def run(self, name: str, command: str) -> int:
        """Run a command to its end, with its output shown; returns its exit status."""
        child = self.start(name, command, once=True)
        while child.returncode is None:
            self.pump()
        del self._children[name]
        return child.returncode

    def start(self, name: str, command: str, *, once: bool = False) -> Child:
        """Start a process; unless `once`, it is started again whenever it ends."""
        child = Child(name, command, next(self._colours), once=once)
        self._children[name] = child
        self._spawn(child)
        return child

    def hopeless(self) -> str | None:
        """The name of a process that ends after every start, None when there is none."""
        failing = (child for child in self._children.values() if child.failures >= HOPELESS)
        return next((child.name for child in failing), None)

    def pump(self, seconds: float = 0.2) -> None:
        """Handle what happens within `seconds`. Raises Stopped when the run is to end."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._signals and not self._stopping:
                raise Stopped
            try:
                self._handle(self._events.get(timeout=left))
            except queue.Empty:
                break
        self._look_after()

    def _spawn(self, child: Child) -> None:
        child.pid, child.returncode, child.restart_at, child.reported = None, None, None, False
        child.started = time.monotonic()
        process = Process(
            child.command,
            name=child.name,
            colour=child.colour,
            env=self.environment | {"HONCHO_PROCESS_NAME": child.name},
            cwd=str(self._root),
        )
        threading.Thread(target=process.run, args=(self._events,), daemon=True).start()
        # Wait for its pid: without it the process could not be stopped.
        while not child.reported:
            self._handle(self._next_event(START_SECONDS))

    def _next_event(self, seconds: float) -> Any:
        try:
            return self._events.get(timeout=seconds)
        except queue.Empty:
            raise Refused(f"no process could be started within {seconds:g} s") from None

    def _handle(self, message: Any) -> None:
        child = self._children.get(message.name)
        if message.type == "line":
            self._write(message)
        elif message.type == "start" and child is not None:
            child.pid, child.reported = message.data["pid"], True
            self._register.add(message.data["pid"])
        elif message.type == "stop" and child is not None:
            self._ended(child, message.data["returncode"])

    def _ended(self, child: Child, returncode: int) -> None:
        if child.pid is not None:
            # children that the process left would keep its port
            processes.signal_group(child.pid, signal.SIGKILL)
            self._register.remove(child.pid)
        child.pid, child.returncode = None, returncode
        if self._stopping or child.once:
            return
        if time.monotonic() - child.started > HEALTHY_SECONDS or not child.pause:
            child.pause = first_pause(child.kind)
        child.failures += 1
        self.say(f"{child.name} ended ({_why(returncode)}); again in {child.pause:g} s")
        child.restart_at = time.monotonic() + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _look_after(self) -> None:
        """Restart what is due, and end groups whose leader has ended."""
        now = time.monotonic()
        for child in self._children.values():
            if child.restart_at is not None and now >= child.restart_at and not self._stopping:
                self._spawn(child)
            elif child.pid is not None and processes.started_at(child.pid) is None:
                # Its children keep the output open, so the end would never be reported.
                processes.signal_group(child.pid, signal.SIGKILL)
        if not self._stopping:
            self._look_after_servers(now)

    def _look_after_servers(self, now: float) -> None:
        for server in self.servers:
            due = self._server_restart_at.get(server.name)
            if server.running():
                self._server_restart_at.pop(server.name, None)
            elif due is None:
                self.say(f"{server.name} ended; again in 1 s (its log: {server.log})")
                self._server_restart_at[server.name] = now + 1.0
            elif now >= due:
                server.launch()
                self._server_restart_at[server.name] = now + 3.0

    # --------------------------------------------------------------------------------- stopping

    def stop(self) -> None:
        """Stop everything: first processes that take work, then the workers, then the servers."""
        self._stopping = True
        asked = self._signals
        hurry = lambda: self._signals > asked  # noqa: E731 - a second Ctrl-C
        self._end(lambda child: not child.kind.startswith("worker"), FRONT_SECONDS, hurry)
        self._end(lambda child: True, WORKER_SECONDS, hurry)
        for child in self._living(lambda child: True):
            self.say(f"{child.name} does not stop; killed")
            processes.signal_group(child.pid or 0, signal.SIGKILL)
        self._wait(lambda child: True, KILL_SECONDS, lambda: False)
        for server in self.servers:
            server.ask_to_stop()
        for server in self.servers:
            server.stop(SERVER_SECONDS)

    def _end(
        self, which: Callable[[Child], bool], seconds: float, hurry: Callable[[], bool]
    ) -> None:
        for child in self._living(which):
            processes.signal_process(child.pid or 0, signal.SIGTERM)
        self._wait(which, seconds, hurry)

    def _wait(
        self, which: Callable[[Child], bool], seconds: float, hurry: Callable[[], bool]
    ) -> None:
        end = time.monotonic() + seconds
        while self._living(which) and time.monotonic() < end and not hurry():
            self.pump(0.1)

    def _living(self, which: Callable[[Child], bool]) -> list[Child]:
        return [child for child in self._children.values() if child.pid and which(child)]


def first_pause(kind: str) -> float:
    """Seconds from the end of a process that was well to its next start."""
    return FIRST_PAUSE if kind in AWAITED else LATER_PAUSE


class _Nowhere:
    """Output that drops everything, when it has no reader any more."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None

    def isatty(self) -> bool:
        return False


def _why(returncode: int) -> str:
    if returncode < 0:
        return signal.Signals(-returncode).name
    return f"exit status {returncode}"
