"""Rising rates until calls wait too long; then twice the last good rate, and half of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from bench import data
from bench.fleet import Fleet
from bench.growth.fill import fill
from bench.growth.sizes import Sizes
from bench.machine import describe
from bench.mixed.calls import KINDS
from bench.servers import servers
from bench.specs import FILLED_DEVICE, MixedFigures, MixedSpec
from bench.suite import run_spec, wait_until_ready
from bench.systems import environment, service
from bench.tables import number, table

RATES: Final = (200, 400, 600, 800, 1000, 1200)
MOST_P99_MS: Final = 100.0


class Plan(Struct, frozen=True):
    rates: tuple[int, ...] = RATES
    users: int = 100_000
    seconds: float = 15.0
    workers: int = 2


class Step(Struct):
    """The load at one rate; `about` says what it is for."""

    about: str
    figures: MixedFigures


class Mixed(Struct):
    """What came out."""

    plan: Plan
    machine: dict[str, str] = field(default_factory=describe)
    knee: int = 0
    """The highest rate at which 99 of 100 calls are answered in time, and none with an error."""
    steps: list[Step] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """Calls without any answer, and errors that overload does not explain."""
        return sum(one.figures.lost + _strange(one.figures) for one in self.steps)


def measure(plan: Plan, say: Callable[[str], None]) -> Mixed:
    """Fill a fresh database and offer every rate in turn."""
    mixed = Mixed(plan)
    with servers() as running:
        data.migrate(environment(running))
        say(f"filling a database with {plan.users:,} users")
        fill(running.postgres.url, Sizes(plan.users), say)
        system = service(running, gateways=1, workers=plan.workers, slow=True)
        with Fleet(running, system.commands) as fleet:
            target = system.targets(fleet, running, plan.users, zlib=False)[0]
            wait_until_ready(fleet, target, FILLED_DEVICE)
            for about, rate in rising(mixed):
                figures = run_spec(MixedSpec(target, rate, plan.seconds))
                mixed.steps.append(Step(about, figures))
                say(f"{about} {rate}/s: p99 {figures.all_ms[1]:.0f} ms, errors {figures.errnos}")
    return mixed


def rising(mixed: Mixed) -> Iterator[tuple[str, int]]:
    """What to offer next, by the figures of the steps so far."""
    for rate in mixed.plan.rates:
        yield "rising", rate
        if not _good(mixed.steps[-1].figures):
            break
        mixed.knee = rate
    if mixed.knee:
        yield "twice the knee", 2 * mixed.knee
        yield "half the knee, at once", mixed.knee // 2


def _good(figures: MixedFigures) -> bool:
    return not figures.faults and figures.all_ms[1] <= MOST_P99_MS


def _strange(figures: MixedFigures) -> int:
    """Errors other than errno 5, which is expected under overload."""
    return sum(count for errno, count in figures.errnos.items() if errno != "5")


def render(mixed: Mixed) -> str:
    """The highest good rate, and a row for each rate."""
    head = ("rate/s", "what", "answered/s", "p50 ms", "p99 ms", *(f"{one} p99" for one in KINDS))
    head += ("errno 5", "other errors", "CPU us a call", "cores busy")
    knee = f"{mixed.knee}/s" if mixed.knee else "below the lowest rate"
    goal = f"p99 at most {MOST_P99_MS:.0f} ms, no error"
    rows = table(head, [_row(step, mixed.plan.seconds) for step in mixed.steps])
    strange = (one.figures.sample for one in mixed.steps if _strange(one.figures))
    parts = (f"Knee ({goal}): {knee}", rows, _by_process(mixed), next(strange, ""))
    return "\n\n".join(filter(None, parts))


def _by_process(mixed: Mixed) -> str:
    names = list(dict.fromkeys(name for one in mixed.steps for name in one.figures.cpu))
    head = ("CPU us a call", "what", *names)
    cells = [
        [f"{one.figures.rate:,.0f}", one.about, *(number(one.figures.cpu[name]) for name in names)]
        for one in mixed.steps
    ]
    return table(head, cells)


def _row(step: Step, seconds: float) -> Sequence[str]:
    one = step.figures
    times = [number(ms, 1) for ms in (*one.all_ms, *(one.ms[kind][1] for kind in KINDS))]
    errors = [f"{one.errnos.get('5', 0):,}", f"{_strange(one) + one.lost:,}"]
    cpu = number(sum(one.cpu.values()))
    done = number(one.answered / seconds)
    return [f"{one.rate:,.0f}", step.about, done, *times, *errors, cpu, f"{one.cores_busy:.2f}"]
