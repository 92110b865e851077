"""Text messages, behind one interface. SMS_PROVIDER names the carrier.

A provider raises SmsFailed when a message may be tried again. Neither numbers nor texts get into
its errors, because those are logged.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Protocol

from services.sms.console import Console
from services.sms.errors import SmsFailed
from settings import settings

__all__ = ["PROVIDERS", "Provider", "SmsFailed", "provider"]


class Provider(Protocol):
    """Carries messages to `phone` (E.164).

    `request_id` is the same for repeats of one message: a carrier that compares it sends once.
    """

    def send_code(self, phone: str, code: str, request_id: str) -> None:
        """Send a login code."""

    def send_invite(self, phone: str, nick: str, request_id: str) -> None:
        """Send an invitation of the user called `nick`."""


def _qiniu() -> Provider:
    # Slow to import.
    from services.sms.qiniu_sms import Qiniu

    return Qiniu()


PROVIDERS: dict[str, Callable[[], Provider]] = {"console": Console, "qiniu": _qiniu}
"""By the values of SMS_PROVIDER, which settings.py knows too."""


@cache
def provider() -> Provider:
    """The provider of this deployment."""
    return PROVIDERS[settings.sms.provider]()
