"""`python -m bench.growth USERS REPEATS`: fill the database of the environment and measure it.

A process of its own, because functions read their settings from the environment.
"""

from __future__ import annotations

import sys
import time
from contextlib import redirect_stdout

import msgspec

from bench.growth.cases import cases
from bench.growth.fill import fill
from bench.growth.measure import costs
from bench.growth.sizes import Sizes
from settings import settings


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def main(users: int, repeats: int) -> None:
    sizes = Sizes(users)
    fill(settings.database.url, sizes, say)
    with redirect_stdout(sys.stderr):  # what functions log
        found = list(costs(settings.database.url, cases(sizes), repeats, say))
    sys.stdout.buffer.write(msgspec.json.encode(found))


main(int(sys.argv[1]), int(sys.argv[2]))
