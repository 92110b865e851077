"""No reply depends on earlier calls: a process keeps no state of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.rpc import load
from tests.factories import make_user

NOW = 1_700_000_000
FUNCTIONS = sorted(name for name, rpc in load().items() if name != "debug.wait")
Reply = tuple[int, str, dict[str, Any], list[Any]]


@pytest.fixture
def ask(db, call) -> Callable[[int, int], Reply]:
    """`ask(number, variant)`: the reply of a function; what it stored is taken back."""
    uids = [make_user(db).uid for _ in range(2)]

    def run(number: int, variant: int) -> Reply:
        name = FUNCTIONS[number]
        schema = load()[name].parameters.schema()
        parm = dict.fromkeys(schema.get("required", ()), uids[1])
        wrong: dict[str, Any] = {key: [[]] for key in schema.get("properties", ())}
        given = ({}, parm, wrong)[variant]
        taken_back = db.begin_nested()
        answer = call(name, given, uid=uids[0], now=NOW)
        taken_back.rollback()
        db.expire_all()
        return answer.errno, answer.error, answer.result, answer.effects

    return run


CALLS = st.tuples(st.integers(0, len(FUNCTIONS) - 1), st.integers(0, 2))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=CALLS, one=CALLS)
def test_a_reply_is_the_same_after_any_other_call(ask, before, one):
    alone, again = ask(*one), ask(*one)
    ask(*before)
    found = ask(*one)

    if alone == again:
        assert found == alone
    else:  # new ids and codes
        assert shape(found) == shape(alone)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [shape(part) for part in value]
    return type(value)
