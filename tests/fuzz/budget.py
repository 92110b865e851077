"""How long each target is tried."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
TARGETS = 8
AT_A_TIME = 25
"""Examples of one run of hypothesis."""


def attempt(strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> int:
    """Check examples until the target's part of the time is over; how many there were.

    What fails is made as small as possible and shown.
    """
    count = 0

    @settings(
        max_examples=AT_A_TIME,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(example: Any) -> None:
        nonlocal count
        count += 1
        check(example)

    end = time.monotonic() + SECONDS / TARGETS
    with warnings.catch_warnings():
        # A warning that an example is long must not hide its failure.
        warnings.simplefilter("ignore", HypothesisWarning)
        while time.monotonic() < end:
            run()
    print(f"{count} examples")
    return count
