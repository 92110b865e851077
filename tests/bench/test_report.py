"""Medians, ratios, what is not valid, and the written page."""

from pathlib import Path

import msgspec
import pytest

from bench import connections, pools, report, tables
from bench.connections import Crowding, gateways_for, share_out
from bench.pools import Pooling
from bench.results import Outcome, Plan, Results, middle, quantile_ms, spread, valid
from bench.specs import CallFigures, FanoutFigures, IdleFigures, Target
from bench.storm import Storm


def figures(rate: float, *, lost: int = 0) -> CallFigures:
    cpu = {"gateway": 10.0, "worker": 20.0, "valkey": 3.0, "postgres": 4.0}
    return CallFigures(
        "debug.echo", 20, 5, 100, 1.0, rate, 1.0, 2.0, 3.0, cpu, 5.0, 1.5, {}, lost, 0
    )


def results(*, lost: int = 0) -> Results:
    weight = {"gateway": 20.0, "worker": 0.5}
    fan = FanoutFigures(1000, 10, 4, 150_000.0, weight, 1.0, 0, 0, {})
    found = Results({"processor": "one"}, Plan(), workers=1)
    for repeat, rate in enumerate((100.0, 300.0, 200.0), start=1):
        own, peer = figures(rate, lost=lost), figures(rate / 10)
        idle = IdleFigures(50, 900.0, weight, weight, 0.01, 0)
        for kind in ("load", "latency"):
            found.outcomes.append(Outcome("service", f"{kind} debug.echo", repeat, own))
            found.outcomes.append(Outcome("stock", f"{kind} debug.echo", repeat, peer))
        found.outcomes.append(Outcome("service", "idle", repeat, idle))
        found.outcomes.append(Outcome("service", "fanout 1000", repeat, fan))
    return found


def test_quantiles() -> None:
    assert quantile_ms([], 0.5) == 0
    assert quantile_ms([0.001, 0.002, 0.003], 0.5) == pytest.approx(2.0)
    assert quantile_ms([0.001, 0.002, 0.003], 0.99) == pytest.approx(3.0)


def test_medians_and_ratios() -> None:
    found = results()
    own = found.of("service", "load debug.echo")
    assert middle(own, lambda f: f.rate) == 200
    assert spread(own, lambda f: f.rate) == 1
    assert valid(own)
    text = tables.calls(found, "load")
    assert "| debug.echo | service | 200 | 1.00 | 2.00 | 3.00 | 37 | 100% | 10.00 |" in text


def test_a_lost_reply_makes_a_figure_invalid() -> None:
    found = results(lost=1)
    assert "| service | INVALID 200 |" in tables.calls(found, "load")
    assert "Not valid" in dict(tables.sections(found))


def test_a_failed_job_is_shown_with_its_reason() -> None:
    outcome = Outcome("stock", "idle", 1, error="ConnectionError: refused")
    assert tables.line(outcome) == "stock idle: INVALID ConnectionError: refused"


def test_results_survive_their_file() -> None:
    found = results()
    assert msgspec.json.decode(msgspec.json.encode(found), type=Results) == found


def crowding() -> Crowding:
    before, after = {"gateway": [60.0, 60.0]}, {"gateway": [90.0, 91.0]}
    return Crowding(
        "service",
        100,
        2,
        {},
        100,
        0,
        2.0,
        5.0,
        100,
        before,
        after,
        {"gateway": 0.1},
        100,
        0.01,
        0.02,
    )


def test_what_a_crowd_lost_is_a_fault() -> None:
    assert crowding().faults == 0
    assert msgspec.structs.replace(crowding(), received=99).faults == 1


def test_who_did_not_come_back_is_a_fault() -> None:
    storm = Storm(lost=50, back=48, seconds=4.0, calls=100, errors=1, p50=2.0, p99=30.0)
    outcome = msgspec.structs.replace(crowding(), storm=storm)
    assert outcome.faults == 3
    assert "48 were back, with session and watch, after 4.0 s" in connections.render(outcome)


def test_the_crowd_is_shared_out_without_gaps() -> None:
    assert gateways_for(100_000) == 7
    targets = [Target(f"{n}", "ws://127.0.0.1:1/ws") for n in range(3)]
    specs = share_out(targets, 100, gid=1)
    users = [user for spec in specs for user in range(spec.first, spec.first + spec.connections)]
    assert users == list(range(1, 101))
    assert len({spec.source for spec in specs}) == 3


def pooling() -> Pooling:
    rates = {"debug.user": 300.0, "message.send": 200.0, "debug.wait": 20.0}
    found = [Outcome("solo x 1", f"load {func}", 1, figures(rate)) for func, rate in rates.items()]
    return Pooling({}, Plan(), found, {"solo x 1": 101.4})


def test_pools_have_a_row_each() -> None:
    rows = pools.render(pooling()).splitlines()
    assert len(rows) == 2 + len(pools.POOLS)
    assert (
        rows[2] == "| solo x 1 | -P solo | 300 | 3.0 | 20 | 200 | 3.0 | 20 | 20 | 3.0 | 0 | 101 |"
    )
    assert rows[3].startswith("| solo x 2 | -P solo | - | ")


def test_the_page_keeps_its_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "PAGE", tmp_path / "performance.md")
    monkeypatch.setattr(report, "FOLDER", tmp_path / "performance")
    monkeypatch.setattr(report, "SUITE", tmp_path / "performance" / "suite.json")
    monkeypatch.setattr(report, "CROWD", tmp_path / "performance" / "connections.json")
    monkeypatch.setattr(report, "POOLS", tmp_path / "performance" / "pools.json")
    page = report.write(report.SUITE, results())
    page.write_text(page.read_text() + "\nThe worker is the limit.\n")
    report.write(report.POOLS, pooling())
    text = report.write(report.CROWD, crowding()).read_text()
    assert text.endswith("## Notes\n\nThe worker is the limit.\n")
    assert "| processor | one |" in text
    assert connections.render(crowding()) in text
    assert pools.render(pooling()) in text
    for name in ("load", "latency", "cpu", "idle", "fanout", "connections"):
        assert f"performance/{name}.svg" in text
        assert (tmp_path / "performance" / f"{name}.svg").read_text().startswith("<?xml")
