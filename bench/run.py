"""``./dev bench``: the options, the servers of the run, and what is printed."""

import argparse
import asyncio
import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench import connections, data, delivery, pools, replicas, report, storm, tables, words
from bench.chaos import faults
from bench.client import NEW_GROUP, Client
from bench.fleet import Fleet
from bench.growth import run as growing
from bench.machine import describe
from bench.mixed import run as mixing
from bench.program import allow_open_files, end_in_time, say
from bench.results import Plan, Results
from bench.servers import Servers, servers
from bench.specs import Target
from bench.suite import turn, wait_until_ready
from bench.systems import OWN, STOCK, System, environment, service, stock

FULL = Plan()
QUICK = Plan(
    repeats=1,
    seconds=1.0,
    latency_seconds=0.5,
    warmup=0.5,
    connections=500,
    rest=1.0,
    hold=1.0,
    watchers=(200,),
    copies=10_000,
    rows=2_000,
)

GROWTH_REPEATS = 11


def options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "./dev bench", description="Measure this service beside a stock peer, on this machine."
    )
    parser.add_argument("--quick", action="store_true", help="one short repeat, small crowds")
    parser.add_argument("--only", action="append", default=[], help="works with this in their name")
    parser.add_argument("--repeat", type=int, help="how often each system is measured")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count(), help="worker processes; default: one a core"
    )
    parser.add_argument("--zlib", action="store_true", help="compressed sockets (service only)")
    parser.add_argument("--system", choices=(OWN, STOCK), help="measure this one alone")
    parser.add_argument("--limit", type=int, default=3600, help="give up after so many seconds")
    parser.add_argument("--report", action="store_true", help="write docs/performance.md")
    parser.add_argument("--json", type=Path, help="also write all figures here")
    commands = parser.add_subparsers(dest="command")
    crowd = commands.add_parser("connections", help="open, hold and push to N real connections")
    crowd.add_argument("count", type=int)
    crowd.add_argument("--gateways", type=int, help="gateway processes; default by the file limit")
    crowd.add_argument("--hold", type=float, default=30.0, help="seconds to hold them")
    crowd.add_argument("--storm", action="store_true", help="kill a gateway at the end")
    commands.add_parser("pools", help="Celery's pools beside each other")
    commands.add_parser("replicas", help="with and without a read replica on this machine")
    deliver = commands.add_parser("delivery", help="what devices see while parts of it die")
    deliver.add_argument("faults", nargs="*", type=faults.named, help="as in ./dev chaos")
    deliver.add_argument("--minutes", type=float, default=5.0)
    deliver.add_argument("--rate", type=float, default=300.0, help="sends a second, all together")
    deliver.add_argument("--users", type=int, default=50, help="with two devices each")
    deliver.add_argument("--every", type=float, default=10.0, help="seconds between two faults")
    deliver.add_argument("--logs", type=Path, help="keep the processes' output in this folder")
    commands.add_parser("words", help="looking at messages with 100,000 listed words")
    mixed = commands.add_parser("mixed", help="what users do all at once, at rising rates")
    mixed.add_argument("rates", type=int, nargs="*", help="calls a second, offered in turn")
    mixed.add_argument("--users", type=int, default=100_000, help="in the database")
    mixed.add_argument("--seconds", type=float, default=15.0, help="for each rate")
    growth = commands.add_parser("growth", help="each function on databases of growing size")
    growth.add_argument("sizes", type=int, nargs="*", help="users; default 10000 100000 1000000")
    chosen = parser.parse_args(arguments)
    if chosen.command == "connections" and chosen.storm and chosen.gateways == 1:
        parser.error("a storm needs another gateway beside the one that dies")
    return chosen


def plan_of(chosen: argparse.Namespace) -> Plan:
    base = QUICK if chosen.quick else FULL
    repeats = chosen.repeat or base.repeats
    return msgspec.structs.replace(base, repeats=repeats, zlib=chosen.zlib, only=tuple(chosen.only))


@contextlib.contextmanager
def prepared(users: int) -> Iterator[Servers]:
    """Fresh servers with the bench users in them; deleted afterwards."""
    with servers() as running:
        say(f"migrating, laying down {users:,} users")
        data.migrate(environment(running))
        data.lay_down(running.postgres.url, users)
        yield running


def suite(chosen: argparse.Namespace) -> Results:
    """All measurements; the repeat is the outer loop, so that noise affects both systems."""
    plan = plan_of(chosen)
    results = Results(machine=describe(), plan=plan, workers=chosen.workers)
    with prepared(max(plan.rows, plan.connections, *plan.watchers) + 1) as running:
        for repeat in range(1, plan.repeats + 1):
            for system in systems(chosen, running):
                for outcome in turn(plan, system, running, repeat):
                    results.outcomes.append(outcome)
                    say(f"[{repeat}/{plan.repeats}] {tables.line(outcome)}")
    return results


def systems(chosen: argparse.Namespace, running: Servers) -> Iterator[System]:
    if chosen.system != STOCK:
        yield service(running, gateways=1, workers=chosen.workers)
    if chosen.system != OWN and not chosen.zlib:
        yield stock(running, gateways=1)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 0 when nothing is wrong."""
    chosen = options(arguments)
    end_in_time(chosen.limit)
    allow_open_files()
    return COMMANDS[chosen.command](chosen)


def compare(chosen: argparse.Namespace) -> int:
    """Without a command: the service beside the stock peer; 0 when every figure is valid."""
    results = suite(chosen)
    print(tables.render(results))
    if chosen.json:
        chosen.json.write_bytes(msgspec.json.encode(results))
    if chosen.report:
        say(f"wrote {report.write(report.SUITE, results)}")
    return int(any(outcome.faults for outcome in results.outcomes))


def crowd(chosen: argparse.Namespace) -> int:
    """`connections N`; 0 when all were opened, held and reached."""
    gateways = chosen.gateways or connections.gateways_for(chosen.count, 1 + chosen.storm)
    outcome = connections.Crowding(chosen.system or OWN, chosen.count, gateways, describe())
    users = chosen.count + 1  # the last one makes the group and posts to all
    with prepared(users) as running:
        if chosen.system == STOCK:
            system = stock(running, gateways)
        else:
            system = service(running, gateways, chosen.workers)
        with Fleet(running, system.commands) as fleet:
            targets = system.targets(fleet, running, users, chosen.zlib)
            for target in targets:
                wait_until_ready(fleet, target)
            gid = asyncio.run(new_group(targets[0], users))
            with connections.Crowd(connections.share_out(targets, chosen.count, gid)) as crowd:
                connections.measure(crowd, targets[0], chosen.hold, outcome, say)
                if chosen.storm:
                    first = crowd.shares[0].order
                    outcome.storm = storm.measure(fleet, first, targets[1], users, say)
    print(connections.render(outcome))
    if chosen.report:
        say(f"wrote {report.write(report.CROWD, outcome)}")
    return int(outcome.faults > 0)


def compare_pools(chosen: argparse.Namespace) -> int:
    """`pools`; 0 when every figure is valid."""
    plan = plan_of(chosen)
    pooling = pools.Pooling(describe(), plan)
    with prepared(plan.rows) as running:
        pools.measure(pooling, running, say)
    print(pools.render(pooling))
    if chosen.report:
        say(f"wrote {report.write(report.POOLS, pooling)}")
    return int(pooling.faults > 0)


def compare_replicas(chosen: argparse.Namespace) -> int:
    """`replicas`; 0 when every figure is valid."""
    results = Results(describe(), plan_of(chosen), chosen.workers)
    with prepared(results.plan.rows) as running:
        replicas.measure(results, running, say)
    print(replicas.render(results))
    return int(any(outcome.faults for outcome in results.outcomes))


def compare_sizes(chosen: argparse.Namespace) -> int:
    """`growth`; 0 when every case meets the goals."""
    growth = growing.Growth(describe())
    growing.measure(growth, chosen.sizes or growing.SIZES, chosen.repeat or GROWTH_REPEATS, say)
    print(growing.render(growth))
    if chosen.report:
        say(f"wrote {report.write(report.GROWTH, growth)}")
    return int(growth.faults > 0)


def mix(chosen: argparse.Namespace) -> int:
    """`mixed`; 0 when every call was answered, without errors other than errno 5."""
    rates = tuple(chosen.rates) or mixing.RATES
    plan = mixing.Plan(rates, chosen.users, chosen.seconds, chosen.workers)
    mixed = mixing.measure(plan, say)
    print(mixing.render(mixed))
    if chosen.report:
        say(f"wrote {report.write(report.MIXED, mixed)}")
    return int(mixed.faults > 0)


def deliver(chosen: argparse.Namespace) -> int:
    """`delivery`; 0 when nothing was lost, doubled or out of order anywhere."""
    plan = delivery.Plan(chosen.minutes, chosen.rate, chosen.users, chosen.every)
    wanted = chosen.faults or faults.BY_TURNS
    delivered = delivery.measure(plan, say, wanted, logs=chosen.logs)
    print(delivery.render(delivered))
    if chosen.report:
        say(f"wrote {report.write(report.DELIVERY, delivered)}")
    return int(delivered.wrong > 0)


def look_at_words(chosen: argparse.Namespace) -> int:
    """`words`; 0 when short messages cost no more than they may."""
    looking = words.Looking(describe())
    words.measure(looking, say)
    print(words.render(looking))
    return int(looking.faults > 0)


async def new_group(target: Target, creator: int) -> int:
    """The id of a group that everybody may watch."""
    client = Client(target)
    link = await client.enter(creator)
    group = await client.call(link, "group.create", NEW_GROUP)
    link.close()
    gid: int = group["gid"]
    return gid


COMMANDS: Final[dict[str | None, Callable[[argparse.Namespace], int]]] = {
    None: compare,
    "connections": crowd,
    "pools": compare_pools,
    "replicas": compare_replicas,
    "growth": compare_sizes,
    "mixed": mix,
    "delivery": deliver,
    "words": look_at_words,
}
