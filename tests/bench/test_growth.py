"""The bench of growing data has a case for each function, and none of them fails or scans."""

from __future__ import annotations

import pytest

from bench.growth import run
from bench.growth.cases import TYP, cases
from bench.growth.costs import Cost
from bench.growth.sizes import Sizes
from tasks.rpc import load

USERS = 10_000
NOT_FOUND = {
    "group.accept_join",
    "group.refuse_join",
    "group.set_admin",
    "group.mute_member",
    "group.transfer",
    *("message.mark_read", "message.recall", "session.revoke"),
    *("active.do", "circle.join", "circle.accept_join"),  # the data has no codes and requests
    *("circle.request_join", "circle.by_user", "merchandise.unbind", "merchandise.paybycard"),
}


def test_each_function_has_a_case() -> None:
    public = {name for name, one in load().items() if not one.internal}

    assert {case.func for case in cases(Sizes(USERS)) if case.about == TYP} == public


@pytest.fixture(scope="module")
def growth() -> run.Growth:
    growth = run.Growth({})
    run.measure(growth, [USERS], 1, lambda _: None)
    return growth


def test_calls_succeed(growth: run.Growth) -> None:
    refused = {cost.func for cost in growth.costs[USERS] if cost.errno}

    assert refused <= NOT_FOUND


def test_no_answer_is_too_large(growth: run.Growth) -> None:
    large = {cost.func for cost in growth.costs[USERS] if cost.bytes > run.MOST_BYTES}

    assert large <= {"user.info"}  # 500 full profiles, which the protocol allows


def cost(func: str, ms: float, size: int = 2) -> Cost:
    return Cost(func, TYP, ms, ms, ms, 1, rows=1, bytes=size, errno=0, scanned=[], pushes=0)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (cost("a", 4.0), cost("a", 8.0), []),
        (cost("a", 4.0), cost("a", 8.1), ["grows"]),
        (cost("a", 0.1), cost("a", 3.0), []),
        (cost("a", 40.0), cost("a", 51.0), ["slow"]),
        (cost("a", 1.0), cost("a", 1.0, 300_000), ["large"]),
    ],
)
def test_goals(first: Cost, last: Cost, words: list[str]) -> None:
    assert run.missed([first, last]) == words


def test_rows_name_what_is_missed() -> None:
    growth = run.Growth({}, {1: [cost("a", 1.0)], 2: [cost("a", 99.0)]})

    assert "slow, grows" in run.render(growth)
    assert growth.faults == 1
