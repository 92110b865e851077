"""Without their settings, neither traces nor reports cost anything, not even an import."""

import subprocess
import sys

from devtools import pins
from telemetry import traces

LOADED = """
import sys
import front.server, tasks, web.routes, flower_server, telemetry
tasks.app.loader.import_default_modules()
telemetry.start("worker", calls=True)
telemetry.stop()
loaded = ("telemetry.otlp", "telemetry.reports", "opentelemetry.exporter", "sentry_sdk")
print([name for name in sys.modules if name.startswith(loaded)])
"""


def test_nothing_is_imported() -> None:
    """redis-py imports parts of OpenTelemetry if they are installed, which only traces need."""
    assert "opentelemetry" not in (pins.ROOT / "requirements.lock").read_text()
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_no_call_is_traced() -> None:
    assert not traces.is_on()
    assert traces.begin("message.send", "rpc", "front-1") is None
    assert traces.statement("SELECT 1") is None
    with traces.working("00-" + "1" * 32 + "-" + "1" * 16 + "-01", "job", "slow") as work:
        assert work.span is None
    work.leave([])
    assert work.traceparent == ""
