"""What a run is told to break."""

import pytest

from bench.chaos.faults import BY_TURNS, EVERYTHING, Fault, fault
from bench.chaos.run import main, plan


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("worker:kill", Fault("worker", "kill")),
        ("gateway:stop:1.5", Fault("gateway", "stop", 1.5)),
        ("valkey:full", Fault("valkey", "full", 3.0)),
        ("postgres:failover", Fault("postgres", "failover")),
        ("valkey:failover", Fault("valkey", "failover")),
    ],
)
def test_part_how_and_seconds(text, made):
    assert fault(text) == made
    assert fault(str(made)) == made


NO_FAULTS = """
worker worker:hug nobody:kill worker:cut disk:kill disk:full:0 disk:full:nan disk:full:601
worker:stop:long worker:stop:1:2 worker:failover
"""


@pytest.mark.parametrize("text", ["", *NO_FAULTS.split()])
def test_what_is_no_fault(text):
    with pytest.raises(ValueError, match=r"HOW|is for|SECONDS|float"):
        fault(text)


def test_each_part_can_be_broken_in_each_way_it_has():
    assert len(set(EVERYTHING)) == len(EVERYTHING)
    assert {one.how for one in EVERYTHING} == {"kill", "crash", "end", "stop", "cut", "full"}
    assert set(BY_TURNS) - set(EVERYTHING) == {
        fault(text) for text in ("gateway:stop:2", "valkey:stop:2", "postgres:stop:2")
    }


def test_a_plan_fills_its_minutes():
    assert plan(BY_TURNS[:2], 10, None) == list(BY_TURNS[:2])
    made = plan(BY_TURNS[:2], 10, 1)
    assert made == [*BY_TURNS[:2]] * 3
    assert len(plan([fault("worker:stop:30")], 10, 1)) == 2
    assert plan(BY_TURNS, 10, 0) == []


@pytest.mark.parametrize("server", ["postgres", "valkey"])
def test_one_standby_can_take_over_once(server):
    with pytest.raises(SystemExit, match="there is one standby"):
        main([f"{server}:failover", "worker:kill", f"{server}:failover"])
