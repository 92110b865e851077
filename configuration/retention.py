"""What is deleted when it is old."""

from __future__ import annotations

from dataclasses import dataclass

from configuration import kinds
from configuration.base import Group, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention(Group):
    title = "Retention"

    messages_days: int = setting(
        "RETAIN_MESSAGES_DAYS", kinds.whole_number, 0, "older messages are deleted; 0 keeps them"
    )
    events_days: int = setting(
        "RETAIN_EVENTS_DAYS", kinds.whole_number, 0, "older events are deleted; 0 keeps them"
    )
    posts_days: int = setting(
        "RETAIN_POSTS_DAYS", kinds.whole_number, 0, "older posts of the old functions; 0 keeps them"
    )
