"""Waiting for a condition, instead of sleeping for a fixed time."""

import asyncio
import time
from collections.abc import Callable

from tests.fixtures.client import PATIENCE


async def until(true: Callable[[], object], seconds: float = PATIENCE, step: float = 0.05) -> float:
    """Poll until it is true; returns the seconds."""
    started = time.monotonic()
    while not true():
        waited = time.monotonic() - started
        assert waited < seconds, f"{true} was not true within {seconds} s"
        await asyncio.sleep(step)
    return time.monotonic() - started
