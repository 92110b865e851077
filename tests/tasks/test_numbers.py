"""Any number that a client sends for any parameter is answered without errno 7."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tasks.rpc import Rpc, load
from tests.factories import make_user
from wire import frames
from wire.errors import Internal

TEXTS = (
    *("0", "-1", "1.5", "5e-324", "-5e-324", "2.2250738585072014e-308", "1e-400", "1e300"),
    *("1.7976931348623157e308", "1e308", "-1e308", str(2**31), str(2**63 - 1), str(2**63)),
    *(str(-(2**63)), "9" * 40, "9" * 400, "0.1e1", "90", "-180", "1e2", "true", "null", '""'),
    *('"5e-324"', '"9999999999999999999"', f'"{"9" * 50}"', '"1e5"', '"-0"', '"١"', '"NaN"'),
)


def parameters(schema: dict[str, Any]) -> list[str]:
    return list(schema.get("properties", {}))


FUNCTIONS = [
    (name, parameter)
    for name, rpc in sorted(load().items())
    for parameter in parameters(rpc.parameters.schema())
    if name not in ("debug.wait",)  # which sets any value that it gets
]


def parm(rpc: Rpc, parameter: str, value: Any, uid: int) -> dict[str, Any]:
    """One parameter as given; the others valid, so that the call reads it."""
    schema = rpc.parameters.schema()
    needed = dict.fromkeys(schema.get("required", ()), uid)
    return needed | {parameter: value}


@pytest.mark.parametrize(("name", "parameter"), FUNCTIONS)
def test_no_number_breaks_a_call(db, call, name, parameter):
    rpc, uid = load()[name], make_user(db).uid
    for text in TEXTS:
        for written in (text, f"[{text}]", f"[[{text},{text}]]"):
            try:
                value = frames.value('{"x":' + written + "}")["x"]
            except frames.BadRequest:
                continue
            answer = call(name, parm(rpc, parameter, value, uid), uid=uid)
            assert answer.errno != Internal.errno, (written, answer.error)
            assert not _holds_nan(answer.result)


def _holds_nan(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_nan, value.values()))
    if isinstance(value, list):
        return any(map(_holds_nan, value))
    return isinstance(value, float) and not math.isfinite(value)


@pytest.mark.parametrize(
    ("parm", "errno"),
    [({"pos": 2**63 - 1}, 0), ({"before": 2**63 - 1}, 0), ({"before": 1}, 0), ({"pos": 2**63}, 6)],
)
def test_events_by_any_number(db, call, parm, errno):
    """Over all partitions, and before the first."""
    answer = call("event.read", parm, uid=make_user(db).uid)
    assert (answer.errno, answer.result.get("events", [])) == (errno, [])
