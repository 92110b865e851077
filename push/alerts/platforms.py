"""Alerts for devices of several platforms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from push.alerts.interface import Answer, DeviceAlert, Platform, Sender

K = TypeVar("K", bound=Hashable)


class Platforms:
    """Passes the alerts of each platform to its carrier."""

    def __init__(self, carriers: Mapping[Platform, Sender]) -> None:
        self._carriers = carriers

    def send(self, alerts: Sequence[DeviceAlert]) -> list[Answer]:
        return send_apart(alerts, lambda alert: alert.platform, self._carriers)


def send_apart(
    alerts: Sequence[DeviceAlert], part: Callable[[DeviceAlert], K], senders: Mapping[K, Sender]
) -> list[Answer]:
    """Send all parts at the same time, so that no carrier delays the alerts of another."""
    parts: dict[K, list[int]] = {}
    for number, alert in enumerate(alerts):
        parts.setdefault(part(alert), []).append(number)

    def send(key: K) -> list[Answer]:
        return senders[key].send([alerts[number] for number in parts[key]])

    if len(parts) == 1:
        return send(*parts)
    with ThreadPoolExecutor(max(1, len(parts))) as pool:
        found = list(pool.map(send, parts))
    answers: dict[int, Answer] = {}
    for numbers, told in zip(parts.values(), found, strict=True):
        answers |= zip(numbers, told, strict=True)
    return [answers[number] for number in range(len(alerts))]
