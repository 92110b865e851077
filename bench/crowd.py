"""Many connections at once: how fast they open and how much memory they take."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from time import perf_counter as now

from bench import procs
from bench.client import Client, Link
from bench.specs import IdleFigures, IdleSpec

FIRST_ADDRESS = 2  # 127.0.0.1 stays free for the single connections


def address(number: int, addresses: int) -> str:
    """One of several loopback addresses; each can have some 28,000 outgoing connections."""
    return f"127.0.0.{FIRST_ADDRESS + number % addresses}"


async def in_parallel(
    numbers: Iterator[int], parallel: int, step: Callable[[int], Awaitable[None]]
) -> None:
    """Run `step` for every number, at most `parallel` at a time."""

    async def worker() -> None:
        for number in numbers:
            await step(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(parallel):
            group.create_task(worker())


async def gather(client: Client, count: int, addresses: int, parallel: int) -> list[Link]:
    """`count` connections with started sessions, one bench user each."""
    links: list[Link] = []

    async def enter(number: int) -> None:
        links.append(await client.enter(number, address(number, addresses)))

    await in_parallel(iter(range(1, count + 1)), parallel, enter)
    return links


async def idle(spec: IdleSpec) -> IdleFigures:
    """Memory and CPU of connections that do nothing after their session start."""
    client, pids = Client(spec.target), spec.target.pids
    await _warm(client, spec)
    rss, cpu, begin = procs.rss_kb(pids), procs.cpu_seconds(pids), now()
    links = await gather(client, spec.connections, spec.addresses, spec.parallel)
    rate = len(links) / (now() - begin)
    connect_cpu = procs.spent(cpu, procs.cpu_seconds(pids), len(links))
    await asyncio.sleep(spec.rest)
    kb = procs.spent(rss, procs.rss_kb(pids), len(links), unit=1)
    quiet, begin = procs.cpu_seconds(pids), now()
    await asyncio.sleep(spec.hold)
    spent = procs.spent(quiet, procs.cpu_seconds(pids), 1, unit=1)
    figures = IdleFigures(
        connections=len(links),
        connect_rate=rate,
        kb=kb,
        connect_cpu=connect_cpu,
        idle_cores=sum(spent.values()) / (now() - begin),
        lost=len(client.lost_codes),
    )
    for link in links:
        link.close()
    return figures


async def _warm(client: Client, spec: IdleSpec) -> None:
    """Let the servers load what they load once, so that connections are not charged for it."""
    for link in await gather(client, 20, spec.addresses, spec.parallel):
        link.close()
    await asyncio.sleep(1.0)
