"""``./dev chaos``: the options, the run, and what is printed."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.chaos.comparison import catch_up, compare
from bench.chaos.crowd import Crowd
from bench.chaos.deployment import going, looking, opened
from bench.chaos.device import Device
from bench.chaos.faults import EVERYTHING, FAILOVER, HELP, Fault, named
from bench.chaos.impacts import RECOVER_SECONDS, Impact, impact_of, render, until
from bench.chaos.injector import Injector
from bench.chaos.items import texts
from bench.program import allow_open_files, end_in_time, say
from bench.specs import session_id

WARM_SECONDS: Final = 3.0


def options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "./dev chaos",
        description="Break a private service by turns while clients use it; then compare what was "
        "answered with what is stored. Without faults: each kind once.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("faults", nargs="*", type=named, help="PART:HOW[:SECONDS], see below")
    parser.add_argument("--every", type=float, default=8, help="seconds from one to the next")
    parser.add_argument("--minutes", type=float, help="go on for so long; else each once")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rate", type=float, default=100, help="messages a second, all together")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--gateways", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="which worker dies, who writes to whom")
    parser.add_argument("--logs", type=Path, help="keep the processes' output in this folder")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 0 when nothing was lost, doubled, unanswered or out of order."""
    chosen = options(arguments)
    planned = plan(chosen.faults or EVERYTHING, chosen.every, chosen.minutes)
    fallen = [one.part for one in planned if one.how == FAILOVER]
    if len(fallen) > len(set(fallen)):
        raise SystemExit("./dev chaos: there is one standby of each, so a failover comes once.")
    end_in_time(longest(planned, chosen.every))
    allow_open_files()
    with opened(
        planned, chosen.clients, chosen.workers, chosen.gateways, chosen.logs
    ) as deployment:
        devices = [
            [Device(deployment.targets, session_id(uid), turn=uid)] for uid in deployment.uids
        ]
        crowd = Crowd(devices, chosen.rate, secrets.token_hex(3), seed=chosen.seed)
        injector = Injector(deployment.servers, deployment.fleet, chosen.seed)
        impacts = asyncio.run(_run(injector, crowd, deployment.faults, chosen.every))
        url = injector.database_url
        verdict, views = crowd.ledger.verdict(texts(url)), compare(url, devices)
    print(render(impacts, verdict, views))
    return int(bool(verdict.faults or views.faults) or not all(one.recovered for one in impacts))


def longest(planned: Sequence[Fault], every: float) -> int:
    """Seconds after which a run is given up."""
    return int(900 + sum(every + one.lasts + RECOVER_SECONDS for one in planned))


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


async def _run(
    injector: Injector, crowd: Crowd[Device], planned: Sequence[Fault], every: float
) -> list[Impact]:
    impacts: list[Impact] = []
    async with going(
        injector.keep(), *(phone.run() for phone in crowd.phones), looking(crowd.phones)
    ):
        async with going(*(crowd.act(number) for number in range(len(crowd.phones)))):
            await asyncio.sleep(WARM_SECONDS)
            for number, one in enumerate(planned, 1):
                impacts.append(await impact_of(injector, crowd, one, every))
                say(f"[{number}/{len(planned)}] {impacts[-1].line()}")
        await until(lambda: crowd.answered, RECOVER_SECONDS)
        await catch_up(crowd.phones)
    return impacts
