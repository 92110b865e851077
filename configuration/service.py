"""Settings of every process."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import REQUIRED, Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Service(Group):
    title = "Every process"

    secret_key: str = setting(
        "SECRET_KEY",
        kinds.secret,
        REQUIRED,
        "key from which codes are hashed and secret arguments sealed",
    )
    public_url: str | None = setting(
        "PUBLIC_URL",
        kinds.url("http", "https"),
        None,
        "address clients reach; default: the request's own host",
    )
    debug: bool = setting(
        "DEBUG", kinds.flag, False, "real codes in replies, debug.* functions; never outside"
    )
    docs_dir: str | None = setting(
        "DOCS_DIR",
        kinds.text,
        None,
        "documents as a site, served at /docs; default: build/docs with DEBUG, else nothing",
    )
    log_level: str = setting(
        "LOG_LEVEL", kinds.log_level, "INFO", "DEBUG, INFO, WARNING, ERROR or CRITICAL"
    )
    log_format: str | None = setting(
        "LOG_FORMAT",
        kinds.one_of("json", "text"),
        None,
        "json: one object a line, or text for people; default: text with DEBUG, else json",
    )
    workers: int = setting("WORKERS", kinds.positive, 2, "worker processes started by ./dev up")
