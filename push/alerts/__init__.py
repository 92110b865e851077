"""Alerts for phones whose users are offline. APNS_PROVIDER names who carries them."""

from __future__ import annotations

from functools import cache
from threading import Lock

from push.alerts.notice import Answer, Notice, Outcome, Sender
from settings import settings

__all__ = ["Answer", "Notice", "Outcome", "Sender", "sender"]

_lock = Lock()


def sender() -> Sender:
    """The sender of this process: one for all its threads, because it keeps connections."""
    with _lock:
        return _make(settings.apns.provider)


@cache
def _make(provider: str) -> Sender:
    if provider == "apple":
        # Slow to import, and most deployments have no key of Apple's.
        from push.alerts.apple.sender import Apple

        return Apple()
    from push.alerts.console import Console

    return Console()
