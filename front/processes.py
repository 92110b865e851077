"""Several gateway processes under one parent."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from log import log
from processes import Parent

Serve = Callable[[Path | None], None]
"""Serves until told to stop; the folder is where several processes share what they count."""


def run(serve: Serve, number: int) -> None:
    """Run `serve` here, or in `number` forked processes."""
    if number == 1:
        serve(None)
        return
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
