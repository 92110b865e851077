"""Traces by OpenTelemetry and reports of errors by Sentry, each off until its setting is made.

While both are off nothing of either library is imported. What leaves the machine holds no
parameters, texts, phones or SQL values: see docs/operate.md, "Traces" and "Errors".
"""

from __future__ import annotations

from settings import SettingsError, settings
from telemetry import traces


def start(process: str, *, calls: bool = False) -> None:
    """Begin in this process (after a fork, in the child), after its log was configured.

    `process`: its role, by which it is told from the others; `calls`: whether it has to do with
    calls, which can be traced.
    """
    if calls and settings.telemetry.otlp_url:
        try:
            traces.start(process)
        except ImportError:
            raise SettingsError(
                "OTEL_EXPORTER_OTLP_ENDPOINT is set, which needs requirements-traces.txt installed."
            ) from None
    if settings.telemetry.sentry_dsn:
        from telemetry import reports

        reports.start(process)


def stop() -> None:
    """Send what is left, before a process ends without Python's own end; waits 4 s at most."""
    traces.stop()
    if settings.telemetry.sentry_dsn:
        from telemetry import reports

        reports.stop()
