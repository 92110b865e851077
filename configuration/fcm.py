"""Alerts for Android phones with Google's services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from configuration import kinds
from configuration.base import Environment, Group, need, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Fcm(Group):
    title = "Alerts for Android by Google (FCM)"

    provider: str = setting(
        "FCM_PROVIDER",
        kinds.one_of("console", "google"),
        "console",
        "who carries them: console (prints with DEBUG), google",
    )
    service_account: str | None = setting(
        "FCM_SERVICE_ACCOUNT",
        kinds.service_account,
        None,
        "FCM: text of the JSON file with the key of a service account",
    )
    url: str = setting(
        "FCM_URL", kinds.url("https"), "https://fcm.googleapis.com", "FCM: where it answers"
    )

    def completed(self, environment: Environment) -> Self:
        """Google needs a service account."""
        if self.provider == "google":
            need(environment, "FCM_PROVIDER=google", "FCM_SERVICE_ACCOUNT")
        return self
