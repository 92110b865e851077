"""Alerts for Android phones without Google's services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from configuration import kinds
from configuration.base import Environment, Group, need, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Jpush(Group):
    title = "Alerts for Android by Jiguang (JPush)"

    provider: str = setting(
        "JPUSH_PROVIDER",
        kinds.one_of("console", "jiguang"),
        "console",
        "who carries them: console (prints with DEBUG), jiguang",
    )
    app_key: str | None = setting("JPUSH_APP_KEY", kinds.text, None, "JPush: key of the app")
    master_secret: str | None = setting(
        "JPUSH_MASTER_SECRET", kinds.text, None, "JPush: the app's master secret"
    )
    badge_class: str | None = setting(
        "JPUSH_BADGE_CLASS",
        kinds.text,
        None,
        "JPush: class of the app's first activity, which badges on Huawei phones need",
    )
    url: str = setting(
        "JPUSH_URL", kinds.url("https"), "https://api.jpush.cn", "JPush: where it answers"
    )

    def completed(self, environment: Environment) -> Self:
        """Jiguang needs the app's key and its secret."""
        if self.provider == "jiguang":
            need(environment, "JPUSH_PROVIDER=jiguang", "JPUSH_APP_KEY", "JPUSH_MASTER_SECRET")
        return self
