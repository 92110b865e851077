"""Alerts for phones whose users are offline: by Apple, Google or Jiguang, by the device's platform.

APNS_PROVIDER, FCM_PROVIDER and JPUSH_PROVIDER name the carrier of each platform.
"""

from __future__ import annotations

from threading import Lock

from push.alerts.console import Console
from push.alerts.interface import Answer, DeviceAlert, Outcome, Platform, Sender
from push.alerts.platforms import Platforms
from settings import settings

__all__ = ["Answer", "DeviceAlert", "Outcome", "Platform", "Sender", "sender"]

_lock = Lock()
_made: dict[tuple[Platform, str], Sender] = {}


def sender() -> Sender:
    """The sender of this process: one for all its threads, because it keeps connections."""
    providers = {
        Platform.IOS: settings.apns.provider,
        Platform.FCM: settings.fcm.provider,
        Platform.JPUSH: settings.jpush.provider,
    }
    with _lock:
        carriers = {platform: _carrier(platform, name) for platform, name in providers.items()}
    return Platforms(carriers)


def _carrier(platform: Platform, provider: str) -> Sender:
    if (platform, provider) not in _made:
        _made[platform, provider] = _make(provider)
    return _made[platform, provider]


def _make(provider: str) -> Sender:
    # Slow to import, and most deployments do without some of them.
    if provider == "apple":
        from push.alerts.apple.sender import Apple

        return Apple()
    if provider == "google":
        from push.alerts.fcm import Google

        return Google()
    if provider == "jiguang":
        from push.alerts.jpush import Jiguang

        return Jiguang()
    return Console()
