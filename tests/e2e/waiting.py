"""Waiting for what must become true, instead of sleeping and hoping."""

import asyncio
import time
from collections.abc import Callable

from tests.fixtures.client import PATIENCE


async def until(true: Callable[[], object], seconds: float = PATIENCE, step: float = 0.05) -> float:
    """Poll until it is true; the seconds that took."""
    started = time.monotonic()
    while not true():
        waited = time.monotonic() - started
        assert waited < seconds, f"{true} was not true within {seconds} s"
        await asyncio.sleep(step)
    return time.monotonic() - started
