"""Where gateways listen, and how they stop."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Gateway(Group):
    title = "Gateway"

    port: int = setting("PORT", kinds.port, 8000, "where the gateway listens")
    host: str = setting("HOST", kinds.text, "0.0.0.0", "address the gateway binds")  # noqa: S104
    processes: int = setting(
        "WEB_CONCURRENCY", kinds.positive, 1, "gateway processes that share the port"
    )
    trusted_proxies: int = setting(
        "TRUSTED_PROXIES", kinds.whole_number, 0, "how many proxies in front append X-Forwarded-For"
    )
    cors_origins: frozenset[str] | None = setting(
        "CORS_ORIGINS",
        kinds.origins,
        None,
        "sites whose pages may log in and get upload tokens, such as https://app.example.com",
    )
    drain_seconds: float = setting(
        "DRAIN_SECONDS", kinds.number, 15, "how long a stopping gateway waits for calls"
    )
