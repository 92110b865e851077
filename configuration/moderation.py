"""An outside service that judges what users write and show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from configuration import kinds
from configuration.base import Environment, Group, need, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Moderation(Group):
    title = "Moderation"

    url: str | None = setting(
        "MODERATION_URL",
        kinds.url("http", "https"),
        None,
        "asked (POST, JSON) about texts and pictures that others will see, before they are stored",
    )
    key: str | None = setting(
        "MODERATION_KEY", kinds.text, None, "signs what MODERATION_URL is asked (HMAC, SHA-256)"
    )
    fails: str = setting(
        "MODERATION_FAILS",
        kinds.one_of("open", "closed"),
        "open",
        "when it gives no answer within 500 ms: open (everything passes), closed (all is refused)",
    )

    def completed(self, environment: Environment) -> Self:
        """The service must be able to check who asks, so the hook needs its key."""
        if self.url:
            need(environment, "MODERATION_URL", "MODERATION_KEY")
        return self
