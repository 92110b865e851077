"""Registration of devices for alerts, on every platform."""

from __future__ import annotations

import re

from models import Device
from tasks.rpc import LIGHT, Ctx, rpc
from wire.errors import BadRequest
from wire.types import AnyDeviceToken, Flag, Platform

SHAPES = {
    "ios": r"[0-9a-fA-F]{32,256}",
    "fcm": r"[0-9A-Za-z_:.-]{32,1024}",
    "jpush": r"[0-9A-Za-z]{8,64}",
}
"""Patterns of tokens, by platform; JPush calls its tokens registration ids."""


@rpc(rate=LIGHT)
def reg(ctx: Ctx, platform: Platform, token: AnyDeviceToken, is_debug: Flag = 0) -> None:
    """Register this session's device: `ios` is alerted by APNs, `fcm` by Google, `jpush` by JPush.

    is_debug 1 = an ios token that belongs to the sandbox. A new token replaces the old one; a token
    registered by another session moves to this one; both start with badge 0. When the same token is
    registered again the badge stays.
    """
    if not re.fullmatch(SHAPES[platform], token):
        raise BadRequest(f"token: not one of {platform}")
    token = token.lower() if platform == "ios" else token
    Device.register(ctx.db, ctx.sid, ctx.uid, platform, token, is_debug, ctx.now)


@rpc(rate=LIGHT)
def unreg(ctx: Ctx, token: AnyDeviceToken) -> None:
    """Unregister the device with this token, if it is one of mine."""
    Device.unregister_token(ctx.db, ctx.uid, token)
