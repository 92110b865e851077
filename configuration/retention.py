"""When old data is deleted."""

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
    numbers_days: int = setting(
        "RETAIN_NUMBERS_DAYS",
        kinds.whole_number,
        90,
        "a client that was away for longer refreshes its lists (`gap` of `event.sync`);"
        " 0 keeps all numbers",
    )
    delete_account_days: int = setting(
        "DELETE_ACCOUNT_DAYS",
        kinds.whole_number,
        15,
        "how long a user who deletes the account can still come back; a login restores it",
    )
    posts_days: int = setting(
        "RETAIN_POSTS_DAYS", kinds.whole_number, 0, "older posts of the old functions; 0 keeps them"
    )
