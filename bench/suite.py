"""The measurements of one run, in turns: every repeat measures each system afresh."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from bench import work
from bench.client import CallFailed, Client
from bench.fleet import Died, Fleet
from bench.frames import BadFrame
from bench.results import Outcome, Plan
from bench.servers import Servers
from bench.specs import (
    FIRST_DEVICE,
    CallSpec,
    FanoutSpec,
    Figures,
    IdleSpec,
    MixedFigures,
    Spec,
    Target,
)
from bench.systems import System

READY_SECONDS = 40.0
JOB_SECONDS = 240.0
PAUSE_SECONDS = 1.0
NOT_READY = (OSError, TimeoutError, CallFailed, BadFrame)


def specs(plan: Plan, system: System, target: Target) -> Iterator[tuple[str, Spec]]:
    """The measurements of one turn by name. Memory comes first: load leaves a process larger."""
    yield "idle", IdleSpec(target, plan.connections, plan.rest, plan.hold)
    for func in work.FUNCS:
        if func in system.funcs:
            yield (
                f"latency {func}",
                CallSpec(target, func, 1, 1, plan.latency_seconds, plan.warmup / 2),
            )
            yield (
                f"load {func}",
                CallSpec(target, func, plan.sockets, plan.in_flight, plan.seconds, plan.warmup),
            )
    for watchers in plan.watchers:
        posts = max(plan.copies // watchers, plan.window)
        yield f"fanout {watchers}", FanoutSpec(target, watchers, posts, plan.window)


def wanted(plan: Plan, name: str) -> bool:
    """Whether `--only` selects this work: one of its words is a part of the name."""
    return not plan.only or any(word in name for word in plan.only)


def turn(plan: Plan, system: System, servers: Servers, repeat: int) -> Iterator[Outcome]:
    """Start a system, measure it, stop it; a failure is recorded as an outcome."""
    with Fleet(servers, system.commands) as fleet:
        target = system.targets(fleet, servers, plan.rows, plan.zlib)[0]
        try:
            wait_until_ready(fleet, target)
        except (Died, TimeoutError) as failure:
            yield Outcome(system.name, "start", repeat, error=str(failure))
            return
        for name, spec in specs(plan, system, target):
            if wanted(plan, name):
                yield attempt(fleet, spec, Outcome(system.name, name, repeat))
                time.sleep(PAUSE_SECONDS)


def attempt(fleet: Fleet, spec: Spec, outcome: Outcome) -> Outcome:
    """Fill in the figures of one measurement, or why there are none."""
    try:
        outcome.figures = run_spec(spec)
        fleet.check()
    except (JobFailed, Died) as failure:
        outcome.figures, outcome.error = None, str(failure)
    return outcome


class JobFailed(Exception):
    """A load process gave no figures; the text is its last line of output."""


def run_spec(spec: Spec) -> Any:
    """Let a load process of its own do one measurement; the figures are of the spec's kind."""
    command = (sys.executable, "-m", "bench.child")
    order = msgspec.json.encode(spec) + b"\n"
    try:
        done = subprocess.run(
            command, input=order, capture_output=True, timeout=JOB_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise JobFailed(f"no figures within {JOB_SECONDS:.0f} s") from error
    if done.returncode:
        raise JobFailed(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return msgspec.json.decode(done.stdout, type=Figures | MixedFigures)


def wait_until_ready(fleet: Fleet, target: Target, device: str = FIRST_DEVICE) -> None:
    """Return when a call was answered by a worker; raises Died or TimeoutError."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        fleet.check()
        try:
            return asyncio.run(first_call(target, device))
        except NOT_READY as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{target.name}: {error!r}\n{fleet.tails()}") from error
        time.sleep(0.3)


async def first_call(target: Target, device: str = FIRST_DEVICE) -> None:
    """One echo, and a check that what comes back is what was sent."""
    parm = {"text": "ready?"}
    client = Client(target, timeout=5.0)
    link = await client.enter(1, device=device)
    try:
        result = await client.call(link, "debug.echo", parm)
    finally:
        link.close()
    if result != parm:
        raise CallFailed(f"{target.name}: debug.echo gave {result}, not {parm}")
