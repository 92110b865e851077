"""Access of operations and monitoring."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Ops(Group):
    title = "Operations"

    password: str | None = setting(
        "OPS_PASSWORD",
        kinds.password,
        None,
        "password of the ops pages, or its argon2 hash; unset: closed",
    )
    totp_secret: str | None = setting(
        "OPS_TOTP_SECRET",
        kinds.totp_secret,
        None,
        "secret of codes by time that OPS_PASSWORD needs as well; unset: the password is enough",
    )
    timezone: str | None = setting(
        "OPS_TIMEZONE",
        kinds.timezone,
        None,
        "zone of the times on the ops pages, such as Asia/Shanghai; unset: the browser's",
    )
    push_token: str | None = setting(
        "PUSH_TOKEN", kinds.secret, None, "bearer token of POST /push; unset: 404"
    )
    metrics_token: str | None = setting(
        "METRICS_TOKEN", kinds.secret, None, "bearer token of /metrics; unset: 404"
    )
    metrics_open: bool = setting(
        "METRICS_OPEN",
        kinds.flag,
        False,
        "/metrics without a token, where a proxy lets nobody else in",
    )
