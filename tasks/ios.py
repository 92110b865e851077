"""Registration of iPhones for alerts, and badges of all devices."""

from __future__ import annotations

from models import Device
from tasks.rpc import LIGHT, Ctx, rpc
from wire.types import Badge, DeviceToken, Flag


@rpc(rate=LIGHT)
def reg(ctx: Ctx, device_token: DeviceToken, is_debug: Flag) -> None:
    """Register this session's device; is_debug 1 = its token belongs to the sandbox.

    A new token replaces the old one; a token registered by another session moves to this one; both
    start with badge 0. When the same token is registered again the badge stays.
    """
    Device.register(ctx.db, ctx.sid, ctx.uid, "ios", device_token.lower(), is_debug, ctx.now)


@rpc(rate=LIGHT)
def unreg(ctx: Ctx) -> None:
    """Unregister this session's device, if there is one."""
    Device.unregister(ctx.db, ctx.sid, ctx.uid)


@rpc(rate=LIGHT)
def set_badge(ctx: Ctx, badge: Badge) -> None:
    """Set the badge of this session's device, if there is one; alerts count up from it."""
    Device.set_badge(ctx.db, ctx.sid, ctx.uid, badge)
