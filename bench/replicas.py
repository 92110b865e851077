"""``./dev bench replicas``: the service with and without a read replica on the same machine."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from bench.fleet import Fleet
from bench.results import Outcome, Plan, Results, middle, valid
from bench.servers import Servers
from bench.specs import CallSpec
from bench.suite import PAUSE_SECONDS, attempt, wait_until_ready
from bench.systems import service
from bench.tables import INVALID, number, of_process, table

ALONE: Final = "primary alone"
WITH: Final = "with a replica"
FUNCS: Final = ("user.info2", "message.send")
PROCESSES: Final = ("worker", "postgres", "replica")


def measure(results: Results, running: Servers, say: Callable[[str], None]) -> None:
    """Measure both in turns, so that noise affects both. The replica always runs."""
    with running.with_replica() as both:
        for repeat in range(1, results.plan.repeats + 1):
            for name, used in ((ALONE, running), (WITH, both)):
                say(f"[{repeat}/{results.plan.repeats}] {name}")
                results.outcomes += _turn(results, name, used, repeat)


def _turn(results: Results, name: str, used: Servers, repeat: int) -> Iterator[Outcome]:
    plan: Plan = results.plan
    system = service(used, 1, results.workers)
    with Fleet(used, system.commands) as fleet:
        target = system.targets(fleet, used, plan.rows, zlib=False)[0]
        wait_until_ready(fleet, target)
        for func in FUNCS:
            spec = CallSpec(target, func, plan.sockets, plan.in_flight, plan.seconds, plan.warmup)
            yield attempt(fleet, spec, Outcome(name, f"load {func}", repeat))
            time.sleep(PAUSE_SECONDS)


def render(results: Results) -> str:
    """One row for each function and each of both; CPU in microseconds per call."""
    head = ("call", "system", "calls/s", "p99 ms", *(f"{one} us" for one in PROCESSES))
    names = [(func, name) for func in FUNCS for name in (ALONE, WITH)]
    return table(head, [[func, name, *_cells(results, name, func)] for func, name in names])


def _cells(results: Results, name: str, func: str) -> Iterator[str]:
    found = results.of(name, f"load {func}")
    yield ("" if valid(found) else INVALID) + number(middle(found, lambda f: f.rate))
    yield number(middle(found, lambda f: f.p99), 1)
    for process in PROCESSES:
        yield number(middle(found, of_process(process)))
