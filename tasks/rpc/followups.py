"""Follow-ups as functions name them: jobs by name, checked when the process starts.

Functions must not import jobs, which are on the same layer; without the check a wrong name would be
found only after the commit, when it is too late.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any


class FollowUp:
    """`MATCH = FollowUp("jobs.contacts.match_user", "uid")`, then `ctx.later(MATCH, uid=7)`."""

    def __init__(self, job: str, *parameters: str) -> None:
        """`job`: the full name of the task; `parameters`: the names of all its arguments."""
        self.job, self.parameters = job, frozenset(parameters)
        _declared.append(self)

    def check(self, given: Mapping[str, Any]) -> None:
        """Raise TypeError when these are not the declared arguments."""
        if given.keys() != self.parameters:
            raise TypeError(f"{self.job} takes {sorted(self.parameters)}, not {sorted(given)}")


_declared: list[FollowUp] = []

jobs: dict[str, Callable[..., None]] = {}
"""All jobs by name; the decorator `job` fills it."""


def check() -> None:
    """Raise LookupError or TypeError for a declared job that is missing, or has other arguments."""
    for one in _declared:
        if one.job not in jobs:
            raise LookupError(f"a follow-up names the job {one.job}, which does not exist")
        try:
            inspect.signature(jobs[one.job]).bind(None, **dict.fromkeys(one.parameters))
        except TypeError as error:
            raise TypeError(f"a follow-up names the job {one.job}: {error}") from None
