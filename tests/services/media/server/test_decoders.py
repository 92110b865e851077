"""Processes for decoding: a file that hangs, crashes or fills one affects no other file."""

import asyncio
import os
import time

import pytest

from services.media.server import decoders
from services.media.server.decoders import Broken, Busy, Decoders


@pytest.fixture
def pool(monkeypatch):
    monkeypatch.setattr(decoders, "SECONDS", 1)
    made = Decoders()
    yield made
    made.close()


def fail():
    raise ValueError("no picture")


def hang():
    time.sleep(60)


def crash():
    os.abort()


def swell():
    return len(bytes(4 * 1024**3))


async def test_results_and_exceptions(pool):
    assert await pool.run(max, 3, 5) == 5
    with pytest.raises(ValueError, match="no picture"):
        await pool.run(fail)
    assert await pool.run(os.getpid) != os.getpid()


@pytest.mark.parametrize("work", [hang, crash, swell])
async def test_what_breaks(pool, work):
    bad = asyncio.create_task(pool.run(work))
    assert await asyncio.gather(*(pool.run(abs, -n) for n in range(5))) == list(range(5))
    with pytest.raises(Broken):
        await bad
    assert await pool.run(abs, -1) == 1


async def test_only_so_many_wait(pool, monkeypatch):
    monkeypatch.setattr(decoders, "WAITING", 1)
    waiting = [asyncio.create_task(pool.run(hang)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await pool.run(abs, 1)
    for one in waiting:
        with pytest.raises(Broken):
            await one
    assert await pool.run(abs, -1) == 1
