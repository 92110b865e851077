"""Where traces and reports of errors go."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Telemetry(Group):
    title = "Traces and reports of errors"

    otlp_url: str | None = setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        kinds.url("http", "https"),
        None,
        "OpenTelemetry: where traces go (OTLP by HTTP), e.g. http://collector:4318; unset: none",
    )
    traced_share: float = setting(
        "OTEL_TRACES_SAMPLER_ARG", kinds.share, 0.01, "which part of all calls is traced, 0 to 1"
    )
    service_name: str = setting(
        "OTEL_SERVICE_NAME", kinds.text, "backend", "name of this deployment in traces"
    )
    sentry_dsn: str | None = setting(
        "SENTRY_DSN",
        kinds.dsn,
        None,
        "Sentry: where unexpected errors are reported",
    )
