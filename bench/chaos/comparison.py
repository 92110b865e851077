"""The views of all devices beside the database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from bench.chaos import items
from bench.chaos.device import Device
from bench.chaos.view import Differences

CATCH_UP_SECONDS: Final = 120.0


async def catch_up(devices: Sequence[Device]) -> None:
    """Let every device fetch everything once more; raises TimeoutError."""
    asking = asyncio.gather(*(device.fetch_all() for device in devices))
    await asyncio.wait_for(asking, CATCH_UP_SECONDS)


def compare(database_url: str, devices: Sequence[Sequence[Device]]) -> Differences:
    """The differences of all devices together; bench user n + 1 has those of `devices[n]`."""
    addressed, sent = items.addressed(database_url), items.sent(database_url)
    numbers = items.numbers(database_url)
    total = Differences()
    for uid, those in enumerate(devices, 1):
        told, log, own = addressed.get(uid, set()), numbers.get(uid, {}), sent.get(uid, set())
        for device in those:
            total.add(device.view.compare(told, log, own))
    return total
