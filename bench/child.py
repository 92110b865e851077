"""A load process, ``python -m bench.child``: reads what to measure, writes the figures."""

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
from bench.mixed.load import MixedLoad
from bench.specs import (
    CallSpec,
    FanoutSpec,
    Figures,
    HoldSpec,
    IdleSpec,
    MixedFigures,
    MixedSpec,
    Spec,
)


async def run(spec: CallSpec | IdleSpec | FanoutSpec | MixedSpec) -> Figures | MixedFigures:
    """The figures of a measurement that needs no further commands."""
    if isinstance(spec, CallSpec):
        return await CallLoad(spec).run()
    if isinstance(spec, IdleSpec):
        return await idle(spec)
    if isinstance(spec, MixedSpec):
        return await MixedLoad(spec).run()
    return await FanoutLoad(spec).run()


async def hold(spec: HoldSpec) -> None:
    """Carry out commands, a line each, until the input ends."""
    load = HoldLoad(spec)
    loop = asyncio.get_running_loop()
    while order := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        _print(await load.obey(order))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the measuring process ends this one
    spec = msgspec.json.decode(sys.stdin.readline(), type=Spec)
    gc.disable()  # the lists of times grow without cycles; a collection would show as latency
    if isinstance(spec, HoldSpec):
        uvloop.run(hold(spec))
        return
    try:
        figures = uvloop.run(run(spec))
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
