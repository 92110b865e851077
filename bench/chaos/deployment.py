"""Where a run takes place: servers and a service of its own, and what goes on beside it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from bench import data
from bench.chaos.faults import FAILOVER, SECOND, Fault
from bench.chaos.phone import Phone
from bench.disk import NoDisk
from bench.fleet import Fleet
from bench.program import say
from bench.servers import Servers, servers
from bench.specs import Target
from bench.suite import wait_until_ready
from bench.systems import environment, service

DISK_MIB: Final = 512
LOOK_SECONDS: Final = 0.5


class Deployment(Struct):
    """A running service with users in it."""

    servers: Servers
    fleet: Fleet
    targets: list[Target]
    uids: range
    faults: list[Fault]
    """The planned faults that this machine can have."""


@contextlib.contextmanager
def opened(
    faults: Sequence[Fault],
    users: int,
    workers: int,
    gateways: int,
    logs: Path | None = None,
    devices: int = 1,
) -> Iterator[Deployment]:
    """A service that answers calls; at the end everything but the logs is deleted."""
    with contextlib.ExitStack() as stack:
        running, possible = _servers(stack, list(faults))
        say(f"migrating, laying down {users} users")
        data.migrate(environment(running))
        data.lay_down(running.postgres.url, users, devices)
        fallen = {one.part for one in possible if one.how == FAILOVER}
        if "postgres" in fallen:
            running = stack.enter_context(running.with_standby())
        if "valkey" in fallen:
            running = stack.enter_context(running.with_sentinels())
        if any(one.part == SECOND for one in possible):
            running = stack.enter_context(running.with_second_valkey())
        system = service(running, gateways, workers, slow=True)
        fleet = stack.enter_context(Fleet(running, system.commands))
        if logs:
            stack.callback(_keep, running.folder, logs)
        targets = system.targets(fleet, running, users, zlib=False)
        for target in targets:
            wait_until_ready(fleet, target)
        yield Deployment(running, fleet, targets, range(1, users + 1), possible)


def _servers(stack: contextlib.ExitStack, faults: list[Fault]) -> tuple[Servers, list[Fault]]:
    """The servers, on a small disk if one is to be filled and can be had."""
    if not any(one.part == "disk" for one in faults):
        return stack.enter_context(servers()), faults
    try:
        return stack.enter_context(servers(DISK_MIB)), faults
    except NoDisk as error:
        say(f"no full disk, because none can be mounted here: {error}")
        return stack.enter_context(servers()), [one for one in faults if one.part != "disk"]


def _keep(folder: Path, kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        shutil.copy(log, kept)


async def looking(phones: Sequence[Phone]) -> None:
    """Let phones give up connections that hang, for ever."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        for phone in phones:
            phone.look()


@contextlib.asynccontextmanager
async def going(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run endless work until the block ends; an error in it ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
