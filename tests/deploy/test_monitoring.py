"""Alarm rules and the dashboard: they work, and use only metrics that the service has."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from front.metrics import Gauges, Metrics
from web import exposition
from web.observed import Observed, Queues, Server, Shared
from web.observed import Path as CallPath

FOLDER = Path(__file__).parent.parent.parent / "deploy" / "monitoring"
DASHBOARD = FOLDER / "grafana" / "dashboards" / "backend.json"
PROGRAM = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROGRAM is None, reason="there is no promtool (Debian: apt install prometheus)"
)


def promtool(*arguments: str, at: Path = FOLDER) -> None:
    command = [PROGRAM or "promtool", *arguments]
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def queries() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel.get("targets", [])]


def rules() -> list[str]:
    return re.findall(r"^ *expr: (.*)$", (FOLDER / "alerts.yml").read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The metric names of a service in which everything was counted at least once."""
    metrics = Metrics()
    metrics.call("user.info2", 0, 0.1, 0.1, 0.3)
    metrics.pushed("newmsg", 1)
    metrics.closed(1000)
    metrics.dropped("late reply")
    job = {"runs": 1.0, "rows": 1.0, "failures": 1.0, "seconds": 1.0, "last": 1.0}
    up = (True, 0.1)
    shared = Shared(*up, beat=True, jobs={"x": job}, outcomes={"sms": {"code sent": 1.0}})
    queues = Queues(*up, lengths={"rpc": 1}, oldest={"rpc": 1.0}, shares={"rpc": [0.5]})
    path = CallPath(*up, database=Server(*up), overdue=1, ids_left={"events": 1})
    page = exposition.text(metrics, Gauges(), Observed(shared, queues, path))
    families = text_string_to_metric_families(page.decode())
    return {sample.name for family in families for sample in family.samples}


@needs_promtool
def test_the_configuration() -> None:
    promtool("check", "config", "prometheus.yml")


@needs_promtool
def test_what_fires_and_what_does_not() -> None:
    promtool("test", "rules", "alerts_test.yml")


@needs_promtool
def test_the_dashboards_queries(tmp_path: Path) -> None:
    written = [
        f"  - {{record: 'q:{number}', expr: {json.dumps(query)}}}"
        for number, query in enumerate(queries())
    ]
    text = "\n".join(["groups:", "- name: dashboard", "  rules:", *written, ""])
    (tmp_path / "queries.yml").write_text(text)
    promtool("check", "rules", "queries.yml", at=tmp_path)


@pytest.mark.parametrize("asked", [queries, rules])
def test_asks_for_what_there_is(asked, known) -> None:
    texts = asked()
    assert len(texts) > 20
    names = {name for text in texts for name in re.findall(r"\bbackend_\w+", text)}
    assert names <= known


def test_documents_name_metrics_that_there_are(known) -> None:
    """Those of read replicas are there with replicas alone; `backend_test_` begins databases."""
    texts = [path.read_text() for path in (FOLDER.parent.parent / "docs").rglob("*.md")]
    names = {name for text in texts for name in re.findall(r"\bbackend_\w+", text)}
    assert len(names) > 10
    assert names - known == {"backend_reads_total", "backend_test_"}


def test_every_alarm_is_tried() -> None:
    names = re.findall(r"alert: (\w+)", (FOLDER / "alerts.yml").read_text())
    tried = set(re.findall(r'alertname="(\w+)"', (FOLDER / "alerts_test.yml").read_text()))
    assert tried == set(names)
