"""``./dev bench pools``: Celery's pools beside each other, with real calls on both queues."""

import time
from collections.abc import Callable, Iterator
from typing import Final

import psutil
from msgspec import Struct, field

from bench import procs
from bench.fleet import Fleet
from bench.results import Outcome, Plan, middle, valid
from bench.servers import Servers
from bench.specs import CallSpec, Target
from bench.suite import PAUSE_SECONDS, attempt, wait_until_ready
from bench.systems import System, service
from bench.tables import INVALID, number, of_process, table


class Pool(Struct, frozen=True):
    """Worker processes of one kind for each of the two queues."""

    name: str
    options: str
    processes: int = 1


POOLS: Final = (
    Pool("solo x 1", "-P solo"),
    Pool("solo x 2", "-P solo", 2),
    Pool("solo x 3", "-P solo", 3),
    Pool("prefork of 2", "-P prefork -c 2"),
    Pool("prefork of 4", "-P prefork -c 4"),
    Pool("threads of 4", "-P threads -c 4"),
    Pool("threads of 4 x 2", "-P threads -c 4", 2),
)
FUNCS: Final = {"debug.user": 5, "message.send": 5, "debug.wait": 1}
"""A read, a write and a wait for somebody else (on the queue `slow`): calls in flight a socket."""


class Pooling(Struct):
    """What came out, and MiB of the rpc workers after the load (pages they share in parts)."""

    machine: dict[str, str]
    plan: Plan
    outcomes: list[Outcome] = field(default_factory=list)
    memory: dict[str, float] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        return sum(one.faults for one in self.outcomes)

    def of(self, pool: str, func: str) -> list[Outcome]:
        """All repeats of one measurement."""
        return [one for one in self.outcomes if (one.system, one.work) == (pool, f"load {func}")]


def measure(pooling: Pooling, running: Servers, say: Callable[[str], None]) -> None:
    """Measure all pools in turn, several times, so that noise affects all of them."""
    for repeat in range(1, pooling.plan.repeats + 1):
        for pool in POOLS:
            say(f"[{repeat}/{pooling.plan.repeats}] {pool.name}")
            system = service(running, 1, pool.processes, pool.options, slow=True)
            with Fleet(running, system.commands) as fleet:
                pooling.outcomes += _turn(pooling, pool, system, fleet, running, repeat)


def _turn(
    pooling: Pooling, pool: Pool, system: System, fleet: Fleet, running: Servers, repeat: int
) -> Iterator[Outcome]:
    plan = pooling.plan
    target = system.targets(fleet, running, plan.rows, zlib=False)[0]
    wait_until_ready(fleet, target)
    for func, in_flight in FUNCS.items():
        spec = CallSpec(target, func, plan.sockets, in_flight, plan.seconds, plan.warmup)
        yield attempt(fleet, spec, Outcome(pool.name, f"load {func}", repeat))
        time.sleep(PAUSE_SECONDS)
    pooling.memory[pool.name] = _shared_out_mib(target)


def _shared_out_mib(target: Target) -> float:
    """Memory of the rpc workers in MiB; pages that forked processes share count once."""
    workers = list(procs.tree(target.pids["worker"]))
    return sum(one.memory_full_info().pss for one in workers if _lives(one)) / 2**20


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def render(pooling: Pooling) -> str:
    """One row a pool."""
    calls = (f"{func} {what}" for func in FUNCS for what in ("/s", "p99 ms", "worker us"))
    rows = [
        [pool.name, pool.options, *_cells(pooling, pool), number(pooling.memory.get(pool.name))]
        for pool in POOLS
    ]
    return table(("pool", "options", *calls, "MiB"), rows)


def _cells(pooling: Pooling, pool: Pool) -> Iterator[str]:
    for func in FUNCS:
        found = pooling.of(pool.name, func)
        worker = "worker-slow" if func == "debug.wait" else "worker"
        yield ("" if valid(found) else INVALID) + number(middle(found, lambda f: f.rate))
        yield number(middle(found, lambda f: f.p99), 1)
        yield number(middle(found, of_process(worker)))
