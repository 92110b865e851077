"""Traces: which calls are sampled, and whose context is accepted."""

from collections.abc import Iterator

import pytest

from telemetry import traces
from tests.fixtures.settings import Setter
from tests.fixtures.telemetry import Received


@pytest.fixture
def tracing(received: Received, configure: Setter) -> Iterator[None]:
    """Every call is traced in this process."""
    configure("telemetry", otlp_url=received.url, traced_share=1.0)
    traces.start("worker")
    yield
    traces.stop()


@pytest.mark.parametrize(
    "traceparent", ["", "x", "00-1-2-01", f"00-{'g' * 32}-{'1' * 16}-01", f"00-{'1' * 32}--01"]
)
def test_a_context_that_cannot_be_read_is_none(tracing: None, traceparent: str) -> None:
    with traces.working(traceparent, "a.b", "rpc") as work:
        assert work.span is None
    with traces.delivering(traceparent, "newmsg"):
        assert traces.current.get() is None


def test_a_statement_that_fails_ends_its_span(tracing: None, received: Received) -> None:
    trace = traces.begin("tests.fail", "rpc", "front-1")
    assert trace is not None
    with traces.working(trace.sent(), "tests.fail", "rpc"):
        span = traces.statement("SELECT 1")
        assert span is not None
        with pytest.raises(ZeroDivisionError), span:
            raise ZeroDivisionError
    trace.end(7)
    traces.stop()
    assert received.trace("tests.fail") == {
        "tests.fail": "",
        "send rpc": "tests.fail",
        "process tests.fail": "send rpc",
        "SELECT": "process tests.fail",
    }
    failed = {one.name for one in received.spans if one.status.code == 2}
    assert failed >= {"tests.fail", "SELECT"}


def test_as_many_are_drawn_as_asked_for(tracing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces._Process, "share", 0.01)
    drawn = iter((0.0099, 0.01, 0.5))
    monkeypatch.setattr("random.random", lambda: next(drawn))
    found = [traces.begin("a.b", "rpc", "front-1") for _ in range(3)]
    assert [one is not None for one in found] == [True, False, False]
