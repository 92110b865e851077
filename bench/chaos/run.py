"""``./dev chaos``: the options, the run, and what is printed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import secrets
import shutil
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any, Final

from bench import data
from bench.chaos.faults import EVERYTHING, HELP, Fault, fault
from bench.chaos.messages import Messages
from bench.chaos.phone import Phone
from bench.chaos.stage import Stage
from bench.chaos.strikes import RECOVER_SECONDS, Strike, render, strike, until
from bench.disk import NoDisk
from bench.fleet import Fleet
from bench.jobs import session_id
from bench.run import allow_open_files, end_in_time, say
from bench.servers import Servers, servers
from bench.suite import wait_until_ready
from bench.systems import environment, service

DISK_MIB: Final = 512
WARM_SECONDS: Final = 3.0
LOOK_SECONDS: Final = 0.5


def options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "./dev chaos",
        description="Break a private service by turns while clients use it; then compare what was "
        "answered with what is stored. Without faults: each kind once.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("faults", nargs="*", type=_fault, help="PART:HOW[:SECONDS], see below")
    parser.add_argument("--every", type=float, default=8, help="seconds from one to the next")
    parser.add_argument("--minutes", type=float, help="go on for so long; else each once")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rate", type=float, default=100, help="messages a second, all together")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--gateways", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="which worker dies, who writes to whom")
    parser.add_argument("--logs", type=Path, help="keep the processes' output in this folder")
    return parser.parse_args(arguments)


def _fault(text: str) -> Fault:
    try:
        return fault(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 0 when nothing was lost, doubled or left unanswered."""
    chosen = options(arguments)
    planned = plan(chosen.faults or EVERYTHING, chosen.every, chosen.minutes)
    end_in_time(int(600 + sum(chosen.every + one.lasts + RECOVER_SECONDS for one in planned)))
    allow_open_files()
    with contextlib.ExitStack() as stack:
        running, planned = _servers(stack, planned)
        say(f"migrating, laying down {chosen.clients} users")
        data.migrate(environment(running))
        data.lay_down(running.postgres.url, chosen.clients)
        system = service(running, chosen.gateways, chosen.workers, slow=True)
        fleet = stack.enter_context(Fleet(running, system.commands))
        targets = system.targets(fleet, running, chosen.clients, zlib=False)
        for target in targets:
            wait_until_ready(fleet, target)
        phones = [
            Phone(targets, session_id(number + 1), turn=number) for number in range(chosen.clients)
        ]
        messages = Messages(phones, chosen.rate, secrets.token_hex(3), chosen.seed)
        stage = Stage(running, fleet, chosen.seed)
        if chosen.logs:
            stack.callback(_keep_logs, running.folder, chosen.logs)
        strikes = asyncio.run(_run(stage, phones, messages, planned, chosen.every))
        verdict = messages.verdict(running.postgres.url)
    print(render(strikes, verdict))
    return int(verdict.faults > 0)


def plan(faults: Sequence[Fault], every: float, minutes: float | None) -> list[Fault]:
    """The faults in the order in which they come: each once, or in turns for so many minutes."""
    if minutes is None:
        return list(faults)
    made: list[Fault] = []
    left = minutes * 60
    for one in itertools.cycle(faults):
        if left < every:
            return made
        left -= max(every, one.lasts)
        made.append(one)
    return made


def _servers(stack: contextlib.ExitStack, faults: list[Fault]) -> tuple[Servers, list[Fault]]:
    """The servers, on a small disk if one is to be filled and can be had."""
    if not any(one.part == "disk" for one in faults):
        return stack.enter_context(servers()), faults
    try:
        return stack.enter_context(servers(DISK_MIB)), faults
    except NoDisk as error:
        say(f"no full disk, because none can be mounted here: {error}")
        return stack.enter_context(servers()), [one for one in faults if one.part != "disk"]


def _keep_logs(folder: Path, kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        shutil.copy(log, kept)


async def _run(
    stage: Stage, phones: list[Phone], messages: Messages, planned: list[Fault], every: float
) -> list[Strike]:
    strikes: list[Strike] = []
    async with going(stage.keep(), *(phone.run() for phone in phones), _looking(phones)):
        async with going(*(messages.send(number) for number in range(len(phones)))):
            await asyncio.sleep(WARM_SECONDS)
            for number, one in enumerate(planned, 1):
                strikes.append(await strike(stage, phones, messages, one, every))
                say(f"[{number}/{len(planned)}] {strikes[-1].line()}")
        await until(lambda: not messages.waiting(), RECOVER_SECONDS)
    return strikes


async def _looking(phones: Sequence[Phone]) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        for phone in phones:
            phone.look()


@contextlib.asynccontextmanager
async def going(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """What goes on for ever goes on until the block ends; an error in it ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
