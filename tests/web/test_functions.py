"""The functions that endpoints call exist, and a wrong name is an error at the start."""

from __future__ import annotations

import pytest

from front import resync
from tasks.rpc import load
from web import functions, routes


def test_every_declared_name_is_a_function() -> None:
    assert routes.add is not None  # all endpoints are imported by now
    functions.check(load())


def test_a_wrong_name_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "_declared", ["http.account.login", "http.account.logn"])

    with pytest.raises(LookupError, match=r"do not exist: http\.account\.logn"):
        functions.check(load())


def test_only_functions_are_called() -> None:
    """Endpoints use `Function`, not the table of calls."""
    calls = [name for name in load() if name.startswith(("http.", "ops."))]
    declared = {*functions._declared}
    assert declared <= {*calls}
    ours = {resync.USERS, resync.TOPICS}
    assert {name for name in calls if name.startswith("http.")} <= declared | ours
