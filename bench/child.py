"""A load process, ``python -m bench.child``: a job on standard input, its figures as output."""

import asyncio
import gc
import signal
import sys
import traceback

import msgspec
import uvloop

from bench.calls import CallLoad
from bench.crowd import idle
from bench.fanout import FanoutLoad
from bench.hold import HoldLoad
from bench.jobs import CallJob, FanoutJob, Figures, HoldJob, IdleJob, Job


async def run(job: CallJob | IdleJob | FanoutJob) -> Figures:
    """The figures of one job that needs no further orders."""
    if isinstance(job, CallJob):
        return await CallLoad(job).run()
    if isinstance(job, IdleJob):
        return await idle(job)
    return await FanoutLoad(job).run()


async def hold(job: HoldJob) -> None:
    """Carry out orders, a line each, until the input ends."""
    load = HoldLoad(job)
    loop = asyncio.get_running_loop()
    while order := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        _print(await load.obey(order))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the measuring process ends this one
    job = msgspec.json.decode(sys.stdin.readline(), type=Job)
    gc.disable()  # the lists of times grow without cycles; a collection would show as latency
    if isinstance(job, HoldJob):
        uvloop.run(hold(job))
        return
    try:
        figures = uvloop.run(run(job))
    except Exception as error:  # noqa: BLE001 - the measuring process shows it
        sys.exit(f"{traceback.format_exc()}\n{_cause(error)}")
    _print(figures)


def _cause(error: BaseException) -> str:
    """One line about the first error inside groups of them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


def _print(figures: msgspec.Struct) -> None:
    print(msgspec.json.encode(figures).decode(), flush=True)


if __name__ == "__main__":
    main()
