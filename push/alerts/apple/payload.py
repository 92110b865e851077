"""The JSON that is sent to a phone."""

from __future__ import annotations

from apns2.payload import Payload

from push.alerts.interface import DeviceAlert


def payload(alert: DeviceAlert) -> Payload:
    """The alert; outside `aps` its type and one id."""
    custom = {"type": alert.type, alert.key: alert.id}
    return Payload(alert=alert.text, badge=alert.badge, sound="default", custom=custom)
