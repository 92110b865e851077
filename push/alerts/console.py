"""The sender for development: with DEBUG an alert appears in the worker's output."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from push.alerts.interface import Answer, DeviceAlert, Outcome, Platform
from settings import settings


class Console:
    """Sends nothing. Without DEBUG it does not even show what it would send."""

    def send(self, alerts: Sequence[DeviceAlert]) -> list[Answer]:
        for alert in alerts if settings.service.debug else ():
            # Not through the log: what is written there may be kept.
            sys.stdout.write(f"alert to {_device(alert)}: {alert.text} ({alert.badge})\n")
        return [Answer(Outcome.SENT)] * len(alerts)


def _device(alert: DeviceAlert) -> str:
    where = " in the sandbox" if alert.sandbox else ""
    by = "" if alert.platform is Platform.IOS else f" by {alert.platform}"
    return f"{alert.token[:8]}...{where}{by}"
