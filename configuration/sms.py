"""Who carries SMS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from configuration import kinds
from configuration.base import Environment, Group, need, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Sms(Group):
    title = "SMS"

    provider: str = setting(
        "SMS_PROVIDER",
        kinds.one_of("console", "qiniu"),
        "console",
        "who carries SMS: console (prints with DEBUG), qiniu",
    )
    qiniu_code_template: str | None = setting(
        "QINIU_SMS_CODE_TEMPLATE",
        kinds.text,
        None,
        "Qiniu SMS: id of the template for codes, with ${code}",
    )
    qiniu_invite_template: str | None = setting(
        "QINIU_SMS_INVITE_TEMPLATE",
        kinds.text,
        None,
        "Qiniu SMS: id of the template for invitations, with ${nick}",
    )
    qiniu_url: str = setting(
        "QINIU_SMS_URL",
        kinds.url("http", "https"),
        "https://sms.qiniuapi.com",
        "Qiniu SMS: where it answers",
    )

    def completed(self, environment: Environment) -> Self:
        """Qiniu needs its account and both templates."""
        if self.provider == "qiniu":
            account = ("QINIU_ACCESS_KEY", "QINIU_SECRET_KEY")
            templates = ("QINIU_SMS_CODE_TEMPLATE", "QINIU_SMS_INVITE_TEMPLATE")
            need(environment, "SMS_PROVIDER=qiniu", *account, *templates)
        return self
