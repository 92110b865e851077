"""What a sender takes and gives back."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol


class Platform(StrEnum):
    """Who alerts a device."""

    IOS = "ios"
    FCM = "fcm"
    JPUSH = "jpush"


class Notice(NamedTuple):
    """One alert for one device."""

    platform: Platform
    token: str
    sandbox: bool
    """Apple's, for apps under development."""
    alert: str
    badge: int
    type: str
    """That of the push it stands for."""
    key: str
    """What the id is called: msgid, bid or orderid."""
    id: int | str
    collapse: str
    """A device that gets the same alert twice shows it once."""


class Outcome(StrEnum):
    """What became of an alert."""

    SENT = "sent"
    BAD_TOKEN = "bad_token"  # noqa: S105 - the name of an outcome
    """The device is not to be alerted any more."""
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

    def send(self, notices: Sequence[Notice]) -> list[Answer]:
        """Send each once and give the answers in the same order. Raises nothing."""
