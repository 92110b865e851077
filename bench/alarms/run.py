"""``./dev alarms``: the options, the run, and what is printed."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Sequence
from typing import Final

import requests
from msgspec import Struct

from bench import data
from bench.alarms.faults import Breaker, Trial
from bench.alarms.prometheus import Prometheus
from bench.disk import NoDisk
from bench.fleet import Fleet
from bench.program import end_in_time, say
from bench.servers import Servers, servers
from bench.suite import wait_until_ready
from bench.systems import environment, service
from bench.tables import table

LOOK_SECONDS: Final = 0.5
DISK_MIB: Final = 512
START_SECONDS: Final = 60.0
CALM_SECONDS: Final = 900.0
"""The alarm that compares with the last ten minutes needs them to end by itself."""


class Seen(Struct):
    """The outcome of one fault."""

    name: str
    wanted: list[str]
    fired: dict[str, float]
    """Alarms by the seconds after which they fired."""
    calm: float = 0.0
    """Seconds from the repair until nothing fired."""

    def missing(self) -> list[str]:
        return [name for name in self.wanted if name not in self.fired]

    def wrong(self) -> bool:
        """Whether an alarm is missing, or one fired where none was meant."""
        return bool(self.missing() or (self.fired and not self.wanted))

    def line(self) -> str:
        fired = ", ".join(f"{name} after {after:.0f} s" for name, after in self.fired.items())
        missing = f"; MISSING {', '.join(self.missing())}" if self.missing() else ""
        calm = f"calm {self.calm:.0f} s after the repair"
        return f"{self.name}: {fired or 'nothing'}{missing}, {calm}"


def options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./dev alarms", description=__doc__)
    parser.add_argument("faults", nargs="*", help="by name; without: all")
    parser.add_argument("--healthy", type=float, default=120, help="seconds without a fault first")
    parser.add_argument("--within", type=float, default=60, help="seconds an alarm may take")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 0 when each fault raised its alarms, and a healthy service none."""
    chosen = options(arguments)
    end_in_time(int(600 + chosen.healthy + 20 * (chosen.within + CALM_SECONDS)))
    with contextlib.ExitStack() as stack:
        running = _servers(stack)
        data.migrate(environment(running))
        data.lay_down(running.postgres.url, 2)
        system = service(running, 1, 2, slow=True, beat=True)
        prometheus = Prometheus(running.folder, system.ports)
        fleet = stack.enter_context(Fleet(running, [*system.commands, prometheus.command]))
        for target in system.targets(fleet, running, 2, zlib=False):
            wait_until_ready(fleet, target)
        prometheus.wait(START_SECONDS)
        breaker = Breaker(running, fleet)
        faults = _chosen(breaker.faults(), chosen.faults)
        observer = _Observer(prometheus, breaker)
        seen = [
            observer.healthy(chosen.healthy),
            *(observer.fault(one, chosen.within) for one in faults),
        ]
    print(_rendered(seen))
    return int(any(one.wrong() for one in seen))


def _servers(stack: contextlib.ExitStack) -> Servers:
    """On a disk that can be filled, where one can be mounted."""
    try:
        return stack.enter_context(servers(DISK_MIB))
    except NoDisk as error:
        say(f"no full disk, because none can be mounted here: {error}")
        return stack.enter_context(servers())


def _chosen(known: Sequence[Trial], names: Sequence[str]) -> list[Trial]:
    if unknown := set(names) - {one.name for one in known}:
        every = ", ".join(one.name for one in known)
        raise SystemExit(f"no fault {', '.join(sorted(unknown))}; there are {every}.")
    return [one for one in known if not names or one.name in names]


class _Observer:
    """What Prometheus says during faults and after their repair."""

    def __init__(self, prometheus: Prometheus, breaker: Breaker) -> None:
        self._prometheus, self._breaker = prometheus, breaker

    def healthy(self, seconds: float) -> Seen:
        """What fires without a fault. A service that just started is first given time."""
        self._fired(START_SECONDS, frozenset())
        calm = self._until_calm()
        say(f"calm {calm:.0f} s later; watching {seconds:g} s without a fault")
        return Seen("(healthy)", [], self._fired(seconds, frozenset()))

    def fault(self, fault: Trial, within: float) -> Seen:
        """The alarms that a fault raises; it is repaired afterwards."""
        fault.inject()
        try:
            fired = self._fired(within, fault.alarms)
        finally:
            fault.repair()
        seen = Seen(fault.name, sorted(fault.alarms), fired, self._until_calm())
        say(seen.line())
        return seen

    def _fired(self, seconds: float, enough: frozenset[str]) -> dict[str, float]:
        """The alarms that fire within so many seconds, or until all of `enough` do."""
        begun, fired = time.monotonic(), dict[str, float]()
        while (after := time.monotonic() - begun) < seconds:
            for name in self._firing():
                fired.setdefault(name, after)
            if enough and enough <= fired.keys():
                break
            time.sleep(LOOK_SECONDS)
        return fired

    def _firing(self) -> set[str]:
        try:
            return self._prometheus.firing()
        except requests.RequestException:
            return set()

    def _until_calm(self) -> float:
        begun = time.monotonic()
        while firing := self._prometheus.firing():
            self._breaker.start_again()
            if time.monotonic() - begun > CALM_SECONDS:
                raise SystemExit(f"still firing: {', '.join(sorted(firing))}")
            time.sleep(LOOK_SECONDS)
        return time.monotonic() - begun


def _rendered(seen: Sequence[Seen]) -> str:
    rows = [
        [
            one.name,
            ", ".join(one.wanted) or "none",
            ", ".join(f"{name} {after:.0f} s" for name, after in one.fired.items()) or "none",
            f"{one.calm:.0f}",
        ]
        for one in seen
    ]
    return table(("fault", "alarms meant", "alarms fired after", "calm again after s"), rows)
