"""Nulls in results, which shipped clients cannot read."""

from __future__ import annotations

from typing import Any

# What the document shows as null; nothing else ever is.
NULLABLE = {
    "nick", "signature", "headpic", "background_image", "birthday", "marriage", "position", "job",
    "lat", "long", "poster_url", "icon_url", "show_post_url", "mid", "sex", "join_cid",
    "join_roleid", "joined_uid", "sms_send_time", "paytime", "refundtime", "recommend_uid",
    "bindvalidthru", "gourl",
}  # fmt: skip
MEDIA = ("picture", "video", "voice", "width", "height", "length")
"""Keys that a pushed post always has, and other posts only if there is a value."""


def no_nulls(value: Any) -> bool:
    """Whether only keys are null that the document shows so; no array and no object ever is."""
    if isinstance(value, dict):
        return all(
            no_nulls(one) if one is not None else key in NULLABLE for key, one in value.items()
        )
    return not isinstance(value, list) or all(one is not None and no_nulls(one) for one in value)


def as_read(pushed: dict[str, Any]) -> dict[str, Any]:
    """The post of a `newpost` push as functions show it."""
    assert set(MEDIA) <= pushed.keys()
    return {key: one for key, one in pushed.items() if key not in MEDIA or one is not None}
