"""The JSON that is sent to a phone."""

from __future__ import annotations

from apns2.payload import Payload

from push.alerts.notice import Notice


def payload(notice: Notice) -> Payload:
    """The alert; outside `aps` its type and one id."""
    custom = {"type": notice.type, notice.key: notice.id}
    return Payload(alert=notice.alert, badge=notice.badge, sound="default", custom=custom)
