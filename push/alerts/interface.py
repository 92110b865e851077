"""The interface of senders: what they take and return."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol


class Platform(StrEnum):
    """The service that alerts a device."""

    IOS = "ios"
    FCM = "fcm"
    JPUSH = "jpush"


class DeviceAlert(NamedTuple):
    """One alert for one device."""

    platform: Platform
    token: str
    sandbox: bool
    """Apple's environment for apps under development."""
    text: str
    badge: int
    type: str
    """The type of the push that the alert replaces."""
    key: str
    """The name of the id: msgid, bid or orderid."""
    id: int | str
    collapse: str
    """A device that gets the same alert twice shows it once."""


class Outcome(StrEnum):
    """The outcome of an alert."""

    SENT = "sent"
    BAD_TOKEN = "bad_token"  # noqa: S105 - the name of an outcome
    """The device must not be alerted any more."""
    FAILED = "failed"
    """It may be sent again."""


class Answer(NamedTuple):
    """What the carrier answered for one alert."""

    outcome: Outcome
    reason: str = ""
    time: int = 0
    """Unix seconds: since when the token is bad."""
    wait: int = 0
    """Seconds before it may be sent again, as the carrier asks."""


class Sender(Protocol):
    """Carries alerts."""

    def send(self, alerts: Sequence[DeviceAlert]) -> list[Answer]:
        """Send each once and give the answers in the same order. Raises nothing."""
