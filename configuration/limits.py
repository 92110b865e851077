"""Limits of size, time, distance and rights."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits(Group):
    title = "Limits and rules"

    session_days: int = setting(
        "SESSION_DAYS", kinds.positive, 180, "life of a session; a renewal starts it again"
    )
    session_max_days: int = setting(
        "SESSION_MAX_DAYS",
        kinds.positive,
        365,
        "a session ends so long after its login, renewed or not",
    )
    rate_multiplier: float = setting(
        "RATE_MULTIPLIER", kinds.number, 1, "scales all rate limits; 0: no limits"
    )
    rate_multiplier_create: float = setting(
        "RATE_MULTIPLIER_CREATE", kinds.number, 1, "scales class create; 0: no limit"
    )
    rate_multiplier_message: float = setting(
        "RATE_MULTIPLIER_MESSAGE", kinds.number, 1, "scales class message; 0: no limit"
    )
    rate_multiplier_light: float = setting(
        "RATE_MULTIPLIER_LIGHT", kinds.number, 1, "scales class light; 0: no limit"
    )
    rate_multiplier_read: float = setting(
        "RATE_MULTIPLIER_READ", kinds.number, 1, "scales class read; 0: no limit"
    )
    found_strangers_hour: int = setting(
        "FOUND_STRANGERS_HOUR",
        kinds.whole_number,
        50,
        "strangers that a user may find by number in an hour; 0: no limit",
    )
    found_strangers_day: int = setting(
        "FOUND_STRANGERS_DAY", kinds.whole_number, 200, "the same in a day; 0: no limit"
    )
    invited_strangers_call: int = setting(
        "INVITED_STRANGERS_CALL",
        kinds.positive,
        20,
        "people who do not have the inviter as friend, in one group.invite; the rest is left out",
    )
    invited_strangers_day: int = setting(
        "INVITED_STRANGERS_DAY", kinds.positive, 100, "the same in a day"
    )
    user_sockets: int = setting(
        "USER_SOCKETS",
        kinds.positive,
        20,
        "connections of one user, over all gateways; one more closes the oldest",
    )
    user_calls: int = setting(
        "USER_CALLS",
        kinds.positive,
        64,
        "calls of one user in flight, over all gateways; beyond them it is not read",
    )
    recall_seconds: int = setting(
        "RECALL_SECONDS", kinds.positive, 120, "how long messages can be taken back"
    )
    circle_invite_role: str = setting(
        "CIRCLE_INVITE_ROLE",
        kinds.one_of("default", "requested"),
        "default",
        "role of newcomers in a circle: its default, or the one that the inviter asked for",
    )
    geo_radius_km: float = setting(
        "GEO_RADIUS_KM", kinds.number, 191, "how far away users count as near"
    )
    geo_max_age_days: int = setting(
        "GEO_MAX_AGE_DAYS", kinds.positive, 30, "older places are shown to nobody"
    )
