"""``./dev bench connections N``: many real connections, held, and one push to all of them."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from types import TracebackType
from typing import Final, Self

import msgspec
from msgspec import Struct, field

from bench import procs, storm
from bench.specs import HoldFigures, HoldSpec, Target
from bench.storm import Storm

PER_PROCESS: Final = 16_000  # below the usual limit of 20,000 open files, with some to spare
PUSH_SECONDS: Final = 60.0


class Share:
    """One load process with its part of the crowd; it gets commands line by line."""

    def __init__(self, spec: HoldSpec) -> None:
        self.spec = spec
        self.process = subprocess.Popen(
            (sys.executable, "-m", "bench.child"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._tell(msgspec.json.encode(spec))

    def _tell(self, line: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def order(self, text: str) -> HoldFigures:
        """Send one command and wait for its figures."""
        self._tell(text.encode())
        assert self.process.stdout
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"a load process ended with {self.process.wait()}")
        figures: HoldFigures = msgspec.json.decode(answer, type=HoldFigures)
        return figures

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Crowd:
    """All load processes of a run, which get the same commands."""

    def __init__(self, specs: Sequence[HoldSpec]) -> None:
        self.specs = specs
        self.shares: list[Share] = []

    def __enter__(self) -> Self:
        self.shares = [Share(spec) for spec in self.specs]
        self.pool = ThreadPoolExecutor(len(self.specs))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for share in self.shares:
            share.stop()
        self.pool.shutdown()

    def order(self, text: str) -> list[HoldFigures]:
        """Send every load process the same command at the same time."""
        return list(self.pool.map(lambda share: share.order(text), self.shares))


class Crowding(Struct):
    """The outcome: memory in MiB by process before and with the crowd, times in seconds."""

    system: str
    wanted: int
    gateways: int
    machine: dict[str, str] = field(default_factory=dict)
    opened: int = 0
    failed: int = 0
    open_seconds: float = 0.0
    held: float = 0.0
    still_open: int = 0
    before: dict[str, list[float]] = field(default_factory=dict)
    after: dict[str, list[float]] = field(default_factory=dict)
    hold_cores: dict[str, float] = field(default_factory=dict)
    received: int = 0
    first_after: float = 0.0
    last_after: float = 0.0
    codes: dict[str, int] = field(default_factory=dict)
    sample: str = ""
    storm: Storm | None = None

    @property
    def faults(self) -> int:
        lost = self.storm.faults if self.storm else 0
        return 3 * self.wanted - self.opened - self.still_open - self.received + lost

    @property
    def kb_each(self) -> float:
        """Memory of all server processes per connection."""
        grown = sum(map(sum, self.after.values())) - sum(map(sum, self.before.values()))
        return grown * 1024 / max(self.opened, 1)


def gateways_for(count: int, least: int = 1) -> int:
    """How many gateway processes `count` connections need."""
    return max(least, ceil(count / PER_PROCESS))


def share_out(targets: Sequence[Target], count: int, gid: int) -> list[HoldSpec]:
    """One load process per gateway, each with its users and its own source address."""
    each, more = divmod(count, len(targets))
    specs, first = [], 1
    for number, target in enumerate(targets):
        size = each + (number < more)
        specs.append(HoldSpec(target, size, first, gid, count + 1, f"127.0.0.{10 + number}"))
        first += size
    return specs


def measure(
    crowd: Crowd, target: Target, hold: float, outcome: Crowding, say: Callable[[str], None]
) -> None:
    """Open, hold, push; the figures go into `outcome`, and `say` tells how far it is."""
    say(f"opening {outcome.wanted:,} connections")
    outcome.before = memory(target)
    begin = time.monotonic()
    opened = crowd.order("open")
    outcome.open_seconds = time.monotonic() - begin
    outcome.opened = sum(one.open for one in opened)
    outcome.failed = sum(one.failed for one in opened)
    outcome.sample = next((one.sample for one in opened if one.sample), "")
    say(f"holding {outcome.opened:,} for {hold:.0f} s, {outcome.failed:,} failed")
    cpu = procs.cpu_seconds(target.pids)
    time.sleep(hold)
    outcome.held = hold
    outcome.hold_cores = procs.spent(cpu, procs.cpu_seconds(target.pids), 1, unit=1 / hold)
    outcome.after = memory(target)
    say("pushing to all")
    push(crowd, outcome)
    last = crowd.order("report")
    outcome.still_open = sum(one.open for one in last)
    for one in last:
        for code, times in one.codes.items():
            outcome.codes[code] = outcome.codes.get(code, 0) + times


def push(crowd: Crowd, outcome: Crowding) -> None:
    """One post for all, and the time until the last one has it."""
    mark = f"to-all-{time.monotonic_ns()}"
    crowd.order(f"expect {mark}")
    begin = time.monotonic()
    crowd.shares[0].order(f"publish {mark}")
    while time.monotonic() - begin < PUSH_SECONDS:
        reports = crowd.order("report")
        outcome.received = sum(one.received for one in reports)
        if outcome.received >= outcome.opened:
            break
        time.sleep(0.2)
    got = [one for one in reports if one.received]
    outcome.first_after = min((one.first_at for one in got), default=begin) - begin
    outcome.last_after = max((one.last_at for one in got), default=begin) - begin


def memory(target: Target) -> dict[str, list[float]]:
    """MiB by process, one figure per process of a name (its children with it)."""
    return {
        name: [procs.rss_kb({name: [pid]})[name] / 1024 for pid in pids]
        for name, pids in target.pids.items()
    }


def render(outcome: Crowding) -> str:
    """The outcome as text."""
    lines = [
        f"{outcome.system}: {outcome.opened:,} of {outcome.wanted:,} connections, sessions started "
        f"and a group watched, over {outcome.gateways} gateway processes in "
        f"{outcome.open_seconds:.0f} s "
        f"({outcome.opened / max(outcome.open_seconds, 1e-9):,.0f}/s), {outcome.failed} failed",
        f"held for {outcome.held:.0f} s with {sum(outcome.hold_cores.values()):.2f} cores; "
        f"{outcome.still_open:,} still open at the end; close codes {json.dumps(outcome.codes)}",
        f"one push reached {outcome.received:,}: the first after {outcome.first_after:.2f} s, "
        f"the last after {outcome.last_after:.2f} s",
        f"{outcome.kb_each:.1f} KB per connection over all processes",
    ]
    if outcome.storm:
        lines.append(storm.render(outcome.storm))
    if outcome.sample:
        lines.append(f"first failure: {outcome.sample}")
    rows = [_memory_row(outcome, name) for name in outcome.after]
    head = "| process | number | MiB before | MiB with the crowd | largest |"
    return "\n".join([*(f"- {one}" for one in lines), "", head, "| --- |" + " ---: |" * 4, *rows])


def _memory_row(outcome: Crowding, name: str) -> str:
    before, after = outcome.before[name], outcome.after[name]
    return f"| {name} | {len(after)} | {sum(before):,.0f} | {sum(after):,.0f} | {max(after):,.0f} |"
