"""Which places count as near, for functions that search by place."""

from __future__ import annotations

from models.search import Area
from settings import settings
from tasks.rpc import Ctx

DAY = 86_400


def around(ctx: Ctx, lat: float, long: float) -> Area:
    """Everything within the radius of the settings that was reported lately enough."""
    since = ctx.now - settings.limits.geo_max_age_days * DAY
    return Area(lat, long, settings.limits.geo_radius_km * 1000, since)
