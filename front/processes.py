"""Gateway processes under one parent, which starts another at once when one is killed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from log import log
from processes import Parent

Serve = Callable[[Path], None]
"""Serves until told to stop; the folder is where the processes share what they count."""


def run(serve: Serve, number: int) -> None:
    """Run `serve` in `number` forked processes, until told to stop."""
    with tempfile.TemporaryDirectory(prefix="gateway-") as folder:
        if Parent("gateway", number).run():
            _be_child(serve, Path(folder))


def _be_child(serve: Serve, counts: Path) -> None:
    """Never returns: the folder is the parent's."""
    try:
        serve(counts)
    except SystemExit as error:
        os._exit(error.code if isinstance(error.code, int) else 1)
    except BaseException:  # noqa: BLE001 - a child must never return into its parent's code
        log.exception("gateway process failed")
        os._exit(1)
    os._exit(0)
