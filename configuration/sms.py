"""The carrier of SMS."""

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

    gap_seconds: int = setting(
        "SMS_GAP_SECONDS", kinds.whole_number, 60, "between two codes for one phone, at least"
    )
    per_phone_hour: int = setting(
        "SMS_PER_PHONE_HOUR", kinds.positive, 5, "codes for one phone in an hour"
    )
    per_phone_day: int = setting(
        "SMS_PER_PHONE_DAY", kinds.positive, 10, "codes for one phone in a day"
    )
    per_address_hour: int = setting(
        "SMS_PER_ADDRESS_HOUR",
        kinds.positive,
        200,
        "codes asked for from one address in an hour; thousands of phones share one",
    )
    per_address_day: int = setting("SMS_PER_ADDRESS_DAY", kinds.positive, 1000, "the same in a day")
    per_minute: int = setting(
        "SMS_PER_MINUTE",
        kinds.positive,
        1000,
        "codes in a minute, all together; beyond it none goes out and operations are alarmed",
    )
    invites_per_phone: int = setting(
        "SMS_INVITES_PER_PHONE", kinds.positive, 3, "invitations for one phone in a day"
    )
    invites_per_user: int = setting(
        "SMS_INVITES_PER_USER", kinds.positive, 20, "invitations by one user in a day"
    )
    countries: frozenset[int] | None = setting(
        "SMS_COUNTRIES",
        kinds.calling_codes,
        None,
        "calling codes of the countries that codes are sent to, e.g. 86 852; default: all",
    )
    challenge_bits: int = setting(
        "SMS_CHALLENGE_BITS",
        kinds.whole_number,
        0,
        "work asked of clients when codes are asked for unusually often, e.g. 18; 0: none",
    )
    usual_per_address: int = setting(
        "SMS_USUAL_PER_ADDRESS", kinds.positive, 20, "usual codes from one address in an hour"
    )
    usual_per_minute: int = setting(
        "SMS_USUAL_PER_MINUTE", kinds.positive, 100, "usual codes in a minute, all together"
    )

    def completed(self, environment: Environment) -> Self:
        """Qiniu needs its account and both templates."""
        if self.provider == "qiniu":
            account = ("QINIU_ACCESS_KEY", "QINIU_SECRET_KEY")
            templates = ("QINIU_SMS_CODE_TEMPLATE", "QINIU_SMS_INVITE_TEMPLATE")
            need(environment, "SMS_PROVIDER=qiniu", *account, *templates)
        return self
