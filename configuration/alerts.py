"""The texts of alerts, on every platform."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Alerts(Group):
    title = "Alerts"

    expire_hours: int = setting(
        "APNS_EXPIRE_HOURS",
        kinds.positive,
        24,
        "how long carriers keep an alert for a phone that is off",
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
