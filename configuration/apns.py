"""Alerts for iPhones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from configuration import kinds
from configuration.base import Environment, Group, need, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Apns(Group):
    title = "Alerts for iPhones (APNs)"

    provider: str = setting(
        "APNS_PROVIDER",
        kinds.one_of("console", "apple"),
        "console",
        "who carries them: console (prints with DEBUG), apple",
    )
    topic: str | None = setting("APNS_TOPIC", kinds.text, None, "APNs: bundle id of the app")
    key: str | None = setting("APNS_KEY", kinds.signing_key, None, "APNs: text of the .p8 file")
    key_id: str | None = setting("APNS_KEY_ID", kinds.text, None, "APNs: id of that key")
    team_id: str | None = setting(
        "APNS_TEAM_ID", kinds.text, None, "APNs: id of the team that has the key"
    )
    certificate: str | None = setting(
        "APNS_CERTIFICATE",
        kinds.certificate,
        None,
        "APNs: certificate and its key in PEM, in place of a .p8 key",
    )
    url: str = setting(
        "APNS_URL", kinds.url("https"), "https://api.push.apple.com", "APNs: where it answers"
    )
    sandbox_url: str = setting(
        "APNS_SANDBOX_URL",
        kinds.url("https"),
        "https://api.sandbox.push.apple.com",
        "APNs: the same for is_debug = 1",
    )

    def completed(self, environment: Environment) -> Self:
        """Apple needs the app's bundle id, and a key or a certificate."""
        if self.provider == "apple":
            need(environment, "APNS_PROVIDER=apple", "APNS_TOPIC")
            if not self.certificate:
                without = "APNS_PROVIDER=apple without APNS_CERTIFICATE"
                need(environment, without, "APNS_KEY", "APNS_KEY_ID", "APNS_TEAM_ID")
        return self
