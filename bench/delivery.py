"""``./dev bench delivery``: whether every device sees everything while parts of the service die."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field, structs

from bench.chaos import items
from bench.chaos.announcer import Announcer
from bench.chaos.comparison import CATCH_UP_SECONDS, catch_up, compare
from bench.chaos.crowd import EVERYTHING, Crowd
from bench.chaos.deployment import Deployment, going, looking, opened
from bench.chaos.device import Device
from bench.chaos.faults import BY_TURNS, Fault
from bench.chaos.impacts import until
from bench.chaos.injector import Injector
from bench.chaos.ledger import Verdict
from bench.chaos.view import Differences
from bench.client import NEW_GROUP
from bench.machine import describe
from bench.results import p50_p99_ms
from bench.specs import FIRST_DEVICE, SECOND_DEVICE, Target, session_id
from bench.tables import table

DEVICES: Final = (FIRST_DEVICE, SECOND_DEVICE)


class Plan(Struct, frozen=True):
    """How much goes on, and how often something is broken; seconds."""

    minutes: float
    rate: float = 300.0
    users: int = 50
    every: float = 10.0
    workers: int = 2
    gateways: int = 2
    seed: int = 0


class Delivered(Struct):
    """What came out."""

    machine: dict[str, str]
    plan: Plan
    verdict: Verdict = field(default_factory=Verdict)
    views: Differences = field(default_factory=Differences)
    faults: dict[str, int] = field(default_factory=dict)
    """How often each fault was caused."""
    restarts: int = 0
    busy: int = 0
    breaks: int = 0
    resyncs: int = 0
    syncs: int = 0
    sync_ms: tuple[float, float] = (0.0, 0.0)
    """p50 and p99 of `event.sync` that was answered at its first try."""
    catch_ms: tuple[float, float] = (0.0, 0.0)
    """p50 and p99 from finding that something was missed until nothing was missing."""

    @property
    def wrong(self) -> int:
        """Everything that should be 0."""
        return self.verdict.faults + self.views.faults


def measure(
    plan: Plan,
    say: Callable[[str], None],
    faults: Sequence[Fault] = BY_TURNS,
    logs: Path | None = None,
) -> Delivered:
    """One run."""
    delivered = Delivered(describe(), plan)
    with opened(faults, plan.users, plan.workers, plan.gateways, logs, len(DEVICES)) as deployment:
        asyncio.run(_Run(plan, deployment, delivered, say).run())
    return delivered


def own_pushes(targets: Sequence[Target]) -> list[Target]:
    """The same gateways, set to push to a connection also what it did itself."""
    return [structs.replace(one, url=f"{one.url}?own_pushes=1") for one in targets]


class _Run:
    """Devices and their calls, the faults, and the comparison at the end."""

    def __init__(
        self, plan: Plan, deployment: Deployment, delivered: Delivered, say: Callable[[str], None]
    ) -> None:
        self._plan, self._deployment, self._delivered, self._say = plan, deployment, delivered, say
        tag = secrets.token_hex(3)
        targets = {FIRST_DEVICE: own_pushes(deployment.targets), SECOND_DEVICE: deployment.targets}
        self._devices = [
            [Device(targets[device], session_id(uid, device), turn=uid) for device in DEVICES]
            for uid in deployment.uids
        ]
        self._crowd = Crowd(self._devices, plan.rate, tag, EVERYTHING, plan.seed)
        self._announcer = Announcer(deployment.targets, tag, self._crowd.ledger)
        self._injector = Injector(deployment.servers, deployment.fleet, plan.seed)

    @property
    def _all(self) -> list[Device]:
        return [device for those in self._devices for device in those]

    async def run(self) -> None:
        lines = [device.run() for device in self._all]
        async with going(self._injector.keep(), *lines, looking(self._all)):
            await self._prepare()
            acts = [self._crowd.act(number) for number in range(len(self._all))]
            async with going(*acts, self._announcer.announce()):
                await self._break()
            await self._catch_up()
        self._compare()

    async def _prepare(self) -> None:
        """Make a group of all users, with a post by each."""
        self._crowd.gid = (await self._ask(0, "group.create", NEW_GROUP))["gid"]
        for number in range(1, len(self._devices)):
            await self._ask(number, "group.join", {"gid": self._crowd.gid})
        for number in range(0, len(self._all), len(DEVICES)):
            self._crowd.once(number, "post")
        await until(lambda: not self._crowd.ledger.open, CATCH_UP_SECONDS)

    async def _ask(self, user: int, func: str, parm: dict[str, Any]) -> dict[str, Any]:
        call = self._devices[user][0].call(func, parm, f"prepare-{user:06}")
        await call.done.wait()
        if call.result is None:
            raise RuntimeError(f"{func} answered {call.reply}")
        result: dict[str, Any] = call.result
        return result

    async def _break(self) -> None:
        end = time.monotonic() + self._plan.minutes * 60
        for fault in self._faults():
            begun = time.monotonic()
            await asyncio.sleep(min(self._plan.every, max(0.0, end - begun)))
            if time.monotonic() >= end:
                return
            self._say(f"{fault}; {len(self._crowd.ledger.told)} answered")
            await self._injector.inject(fault)
            counts = self._delivered.faults
            counts[str(fault)] = counts.get(str(fault), 0) + 1

    def _faults(self) -> Iterator[Fault]:
        return itertools.cycle(self._deployment.faults)

    async def _catch_up(self) -> None:
        """Wait until all processes run and every call is answered; then every device syncs."""
        await until(self._injector.whole, CATCH_UP_SECONDS)
        await until(lambda: self._crowd.answered, CATCH_UP_SECONDS)
        await catch_up(self._all)

    def _compare(self) -> None:
        url, out = self._deployment.servers.postgres.url, self._delivered
        out.verdict = self._crowd.ledger.verdict(items.texts(url))
        out.views = compare(url, self._devices)
        out.restarts = self._injector.restarts
        out.busy = sum(device.busy for device in self._all)
        out.breaks = sum(device.breaks for device in self._all)
        out.resyncs = sum(device.resyncs for device in self._all)
        syncs = [seconds for device in self._all for seconds in device.syncs]
        out.syncs, out.sync_ms = len(syncs), p50_p99_ms(syncs)
        catches = [seconds for device in self._all for seconds in device.catches]
        out.catch_ms = p50_p99_ms(catches)


def render(out: Delivered) -> str:
    """The figures as a table."""
    plan, verdict, views = out.plan, out.verdict, out.views
    sync, catch = out.sync_ms, out.catch_ms
    broken = [f"{count} x {name}" for name, count in out.faults.items()]
    rows = [
        ("minutes, sends a second", f"{plan.minutes:g}, {plan.rate:g}"),
        ("users, devices", f"{plan.users}, {plan.users * len(DEVICES)}"),
        ("broken", ", ".join(broken) or "nothing"),
        ("processes started again", f"{out.restarts:,}"),
        ("lines broken, errno 5", f"{out.breaks:,}, {out.busy:,}"),
        ("sent, answered, stored", f"{verdict.sent:,}, {verdict.answered:,}, {verdict.stored:,}"),
        ("lost, doubled, refused, unanswered", _zeros(verdict, "lost doubled refused unanswered")),
        ("seen on devices", f"{views.seen:,}"),
        ("on devices lost, doubled, out of order", _zeros(views, "lost doubled misordered")),
        ("on devices strange, gaps", _zeros(views, "strange gaps")),
        ("event.sync: calls, p50 ms, p99 ms", f"{out.syncs:,}, {sync[0]:.1f}, {sync[1]:.1f}"),
        ("catching up: p50 ms, p99 ms", f"{catch[0]:.1f}, {catch[1]:.1f}"),
        ("resync pushes", f"{out.resyncs:,}"),
    ]  # fmt: skip
    return "\n\n".join(
        part for part in (table(("what", "value"), rows), verdict.sample, views.sample) if part
    )


def _zeros(counts: Verdict | Differences, names: str) -> str:
    return ", ".join(str(getattr(counts, name)) for name in names.split())
