"""The JSON that is sent to a phone."""

from __future__ import annotations

import msgspec
from apns2.payload import Payload

from push.alerts.notice import Notice

MOST_BYTES = 1000
"""Apple takes 4096, but no alert that fits on a screen is longer than this."""


def payload(notice: Notice) -> Payload:
    """The alert, cut if it is too long; outside `aps` its type and one id."""
    made = _payload(notice, notice.alert)
    if (over := _size(made) - MOST_BYTES) > 0:
        kept = notice.alert.encode()[: -over - 1]
        made = _payload(notice, kept.decode(errors="ignore") + "…")
    return made


def _payload(notice: Notice, alert: str) -> Payload:
    custom = {"type": notice.type, notice.key: notice.id}
    return Payload(alert=alert, badge=notice.badge, sound="default", custom=custom)


def _size(made: Payload) -> int:
    return len(msgspec.json.encode(made.dict()))
