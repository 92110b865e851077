"""Who carries alerts to phones, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from configuration import kinds
from configuration.base import Environment, Group, need, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Apns(Group):
    title = "Alerts (APNs)"

    provider: str = setting(
        "APNS_PROVIDER",
        kinds.one_of("console", "apple"),
        "console",
        "who carries alerts: console (prints with DEBUG), apple",
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
    expire_hours: int = setting(
        "APNS_EXPIRE_HOURS",
        kinds.positive,
        24,
        "how long Apple keeps an alert for a phone that is off",
    )
    text_txt: str = setting(
        "APNS_TEXT_TXT",
        kinds.text_with("nick", "content"),
        "{nick}:{content}",
        "alert of a text: {nick}, {content}",
    )
    text_sticker: str = setting(
        "APNS_TEXT_STICKER", kinds.text_with("nick"), "{nick}发来了一个表情", "of a sticker"
    )
    text_pic: str = setting(
        "APNS_TEXT_PIC", kinds.text_with("nick"), "{nick}发来了一张图片", "of a picture"
    )
    text_vdo: str = setting(
        "APNS_TEXT_VDO", kinds.text_with("nick"), "{nick}发来了一段视频", "of a video"
    )
    text_vic: str = setting(
        "APNS_TEXT_VIC", kinds.text_with("nick"), "{nick}发来了一段语音", "of a voice message"
    )
    text_geo: str = setting(
        "APNS_TEXT_GEO", kinds.text_with("nick"), "{nick}发来了一个位置", "of a place"
    )
    text_no_nick: str = setting(
        "APNS_TEXT_NO_NICK", kinds.text, "新消息", "in place of a nick that is not there"
    )
    text_board: str = setting(
        "APNS_TEXT_BOARD",
        kinds.text_with("circle", "board"),
        "{circle}:{board}",
        "of an announcement: {circle}, {board}",
    )
    text_paid: str = setting(
        "APNS_TEXT_PAID",
        kinds.text_with("productname", "yuan"),
        "订单[{productname}] {yuan}元,已支付成功",
        "of a paid order: {productname}, {yuan}",
    )
    text_pay_failed: str = setting(
        "APNS_TEXT_PAY_FAILED",
        kinds.text_with("productname", "yuan"),
        "订单[{productname}] 支付失败",
        "of a failed payment",
    )

    def completed(self, environment: Environment) -> Self:
        """Apple needs the app's bundle id, and a key or a certificate."""
        if self.provider == "apple":
            need(environment, "APNS_PROVIDER=apple", "APNS_TOPIC")
            if not self.certificate:
                without = "APNS_PROVIDER=apple without APNS_CERTIFICATE"
                need(environment, without, "APNS_KEY", "APNS_KEY_ID", "APNS_TEAM_ID")
        return self
