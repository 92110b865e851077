"""docs/performance.md: written from the last full run and the last crowd, with plots."""

from pathlib import Path
from typing import Final

import msgspec

from bench import connections, delivery, plots, pools, tables
from bench.connections import Crowding
from bench.delivery import Delivered
from bench.growth import run as growing
from bench.growth.run import Growth
from bench.mixed import run as mixing
from bench.mixed.run import Mixed
from bench.pools import Pooling
from bench.results import Results
from bench.systems import ROOT

PAGE: Final = ROOT / "docs" / "performance.md"
FOLDER: Final = ROOT / "docs" / "performance"
SUITE: Final = FOLDER / "suite.json"
CROWD: Final = FOLDER / "connections.json"
POOLS: Final = FOLDER / "pools.json"
GROWTH: Final = FOLDER / "growth.json"
MIXED: Final = FOLDER / "mixed.json"
DELIVERY: Final = FOLDER / "delivery.json"
NOTES: Final = "## Notes"

_METHOD = """\
# Performance

Written by `./dev bench --report`, also with `connections N`, `pools`, `growth`, `mixed` or
`delivery` behind it; everything above the notes is replaced by the next run. Absolute figures
belong to the machine they were measured on. What carries over is the ratio to the stock peer
(`bench/stock`), which is measured in the same run, in turns: each repeat starts both systems
afresh, one after the other.
Figures are medians over the repeats, `spread` is (largest - smallest) / median.

## How it is measured

- The load generator shares the machine with all the servers, over loopback. Its own CPU is listed
  as `client`, it is not part of the CPU per call.
- A closed loop: every reply starts the next call. The measured time begins after a
  warm-up and ends before the load does. Calls are timed by their cdata.
- Every call of the service is one Celery task through the queue, with task events on. All replies
  are checked: with one errno that is not 0, or one lost reply or push, a figure is INVALID.
- CPU is user and system time of the named processes and their children, from /proc, in ticks of
  10 ms. Loopback traffic is charged to the sender.
- Memory is RSS, summed over all server processes, without the kernel's socket buffers: what it
  grows by while the connections are opened, read some seconds after the last one.
- The stock peer has no sessions: its idle connection is a bare Sanic websocket. Its group posts go
  from the gateway straight to Redis; those of the service are tasks that write a row.
- PostgreSQL and Valkey run with their defaults, PostgreSQL with durable commits.
"""


_GROWTH = """\
`./dev bench growth` calls every function as an ordinary user and as the heaviest one, on databases
whose data is skewed: groups and circles with a tenth of all users, posts with as many likes, one
user with a tenth of all messages. Functions run in their worker, without queue and commit; `rows`
are those read and written in tables. Goals with the largest data: under 50 ms, under 256 KiB, at
most twice the time of the smallest, no table scanned.
"""


_DELIVERY = """\
`./dev bench delivery` lets users with two devices each send messages, replies, likes, posts and
announcements, while workers, gateways, Valkey and PostgreSQL are killed, stopped or cut off by
turns. Devices reconnect, send again what got no answer, and keep a view by the client's rule (next
number take, lower ignore, higher `event.sync`). At the end all views are compared with the tables.
"""


_MIXED = """\
`./dev bench mixed` offers calls of 500 users among 100,000, whether or not those before were
answered: 60 % reads of ten kinds, 25 % messages, 10 % likes and replies, 5 % posts. Times count
from the moment at which a call was due. At twice the knee what cannot be done in time is answered
errno 5, for which clients wait and send again.
"""


def write(path: Path, outcome: msgspec.Struct) -> Path:
    """Keep the figures of a run under `path` and write the page anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(outcome), indent=1))
    return write_page()


def write_page() -> Path:
    """The page from what was kept, and the notes that people wrote under it."""
    parts = [_METHOD]
    if SUITE.exists():
        parts += suite_parts(msgspec.json.decode(SUITE.read_bytes(), type=Results))
    if CROWD.exists():
        parts += crowd_parts(msgspec.json.decode(CROWD.read_bytes(), type=Crowding))
    if POOLS.exists():
        pooling = msgspec.json.decode(POOLS.read_bytes(), type=Pooling)
        parts.append(f"## Pools\n\n{pools.render(pooling)}\n")
    if GROWTH.exists():
        growth = msgspec.json.decode(GROWTH.read_bytes(), type=Growth)
        parts.append(f"## Growth of the data\n\n{_GROWTH}\n{growing.render(growth)}\n")
    if DELIVERY.exists():
        delivered = msgspec.json.decode(DELIVERY.read_bytes(), type=Delivered)
        parts.append(f"## Delivery\n\n{_DELIVERY}\n{delivery.render(delivered)}\n")
    if MIXED.exists():
        mixed = msgspec.json.decode(MIXED.read_bytes(), type=Mixed)
        parts.append(f"## Mixed load\n\n{_MIXED}\n{mixing.render(mixed)}\n")
    PAGE.write_text("\n".join([*parts, notes()]))
    return PAGE


def suite_parts(results: Results) -> list[str]:
    parts = [machine(results.machine)]
    drawn = plots.suite(results, FOLDER)
    for title, body in tables.sections(results):
        parts.append(f"## {title}\n\n{body}\n")
        parts += [f"![{title}](performance/{name})\n" for name in drawn.get(title, ())]
    return parts


def crowd_parts(outcome: Crowding) -> list[str]:
    names = plots.crowd(outcome, FOLDER)
    parts = [f"## {outcome.wanted:,} connections\n\n{connections.render(outcome)}\n"]
    return parts + [f"![Memory by process](performance/{name})\n" for name in names]


def machine(facts: dict[str, str]) -> str:
    lines = "\n".join(f"| {name} | {value} |" for name, value in facts.items())
    return f"## Machine\n\n| what | value |\n| --- | --- |\n{lines}\n"


def notes() -> str:
    """What stands under the heading "Notes" on the present page."""
    text = PAGE.read_text() if PAGE.exists() else ""
    _, found, kept = text.partition(NOTES)
    return f"{NOTES}{kept}" if found else f"{NOTES}\n"
