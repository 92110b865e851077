"""What is done to which part of the service, and for how long: `gateway:stop:3`."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

SECOND: Final = "valkey2"
"""A second Redis, which has half of the users; it is there when a fault names it."""
SERVERS: Final = ("valkey", SECOND, "postgres")
PARTS: Final = ("worker", "workers", "gateway", "gateways", "all", "disk", *SERVERS)
"""One worker or gateway, all of them (of the queue `rpc`), everything at once, the servers' disk,
the servers."""

KILL, CRASH, END, STOP, CUT, FULL = "kill", "crash", "end", "stop", "cut", "full"
FAILOVER = "failover"
_HOWS: Final[Mapping[str, tuple[str, ...]]] = {
    KILL: ("worker", "workers", "gateway", "gateways", "all", *SERVERS),
    CRASH: ("worker", "workers", "gateway", "gateways"),
    END: ("worker", "workers", "gateway", "gateways"),
    STOP: ("worker", "workers", "gateway", "gateways", "all", *SERVERS),
    CUT: SERVERS,
    FULL: ("valkey", "disk"),
    FAILOVER: ("valkey", "postgres"),
}
_DEFAULT_SECONDS: Final = 3.0
_MOST_SECONDS: Final = 600.0

HELP: Final = """\
A fault is PART:HOW or PART:HOW:SECONDS.
  kill  SIGKILL; started again after a pause     worker workers gateway gateways
                                                 valkey valkey2 postgres all
  crash SIGKILL to what works; its parent lives  worker workers gateway gateways
        on, as when the system has no memory left
  end   SIGTERM, as in a release; started again  worker workers gateway gateways
  stop  SIGSTOP for SECONDS (3), then SIGCONT    the same as kill
  cut   all connections to the server end        valkey valkey2 postgres
  full  no memory, or no room on the disk of     valkey disk
        both servers, for SECONDS (3)
  failover  SIGKILL, for good, once; promoted    valkey postgres
        is a standby, which commits waited for,
        or by Sentinels a replica, which nobody
        waited for
With valkey2 the users are spread over two Redis servers, of which it is the second."""


class Fault(Struct, frozen=True):
    """One thing that is done to the service; `seconds` counts for `stop` and `full`."""

    part: str
    how: str
    seconds: float = _DEFAULT_SECONDS

    @property
    def lasts(self) -> float:
        """Seconds from its begin to its end."""
        return self.seconds if self.how in (STOP, FULL) else 0.0

    def __str__(self) -> str:
        return f"{self.part}:{self.how}" + (f":{self.seconds:g}" if self.lasts else "")


def fault(text: str) -> Fault:
    """Read `PART:HOW[:SECONDS]`; raises ValueError."""
    part, _, rest = text.partition(":")
    how, _, seconds = rest.partition(":")
    if how not in _HOWS:
        raise ValueError(f"{text!r}: HOW is one of {', '.join(_HOWS)}")
    if part not in _HOWS[how]:
        raise ValueError(f"{text!r}: {how} is for {', '.join(_HOWS[how])}")
    made = Fault(part, how, float(seconds or _DEFAULT_SECONDS))
    if not 0 < made.seconds <= _MOST_SECONDS:
        raise ValueError(f"{text!r}: SECONDS is more than 0 and at most {_MOST_SECONDS:g}")
    return made


def named(text: str) -> Fault:
    """Read an argument of a command line."""
    try:
        return fault(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _faults(text: str) -> tuple[Fault, ...]:
    return tuple(map(fault, text.split()))


EVERYTHING: Final = _faults("""
    worker:kill workers:kill worker:crash workers:crash worker:stop:5 worker:end
    gateway:kill gateways:kill gateway:crash gateways:crash gateway:stop:3 gateway:end
    valkey:kill valkey:stop:3 valkey:cut valkey:full:3
    postgres:kill postgres:stop:3 postgres:cut disk:full:3
    all:kill all:stop:3
""")
"""Each kind once; the plan of a run that is given none."""

BY_TURNS: Final = _faults("""
    worker:kill gateway:kill valkey:kill postgres:kill worker:stop:5 workers:kill
    gateway:stop:2 valkey:stop:2 postgres:stop:2 valkey:cut postgres:cut
""")
"""Faults in turn during a long load."""
