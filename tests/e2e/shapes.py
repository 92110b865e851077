"""What clients cannot bear in a result."""

from __future__ import annotations

from typing import Any

# What the document shows as null; nothing else ever is.
NULLABLE = {
    "nick", "signature", "headpic", "background_image", "birthday", "marriage", "position", "job",
    "lat", "long", "poster_url", "icon_url", "show_post_url", "mid", "sex", "join_cid",
    "join_roleid", "joined_uid", "sms_send_time", "paytime", "refundtime", "recommend_uid",
    "bindvalidthru", "gourl",
}  # fmt: skip


def no_nulls(value: Any) -> bool:
    """Whether nothing is null but what the document shows so; no array and no object ever is."""
    if isinstance(value, dict):
        return all(
            no_nulls(one) if one is not None else key in NULLABLE for key, one in value.items()
        )
    return not isinstance(value, list) or all(one is not None and no_nulls(one) for one in value)
