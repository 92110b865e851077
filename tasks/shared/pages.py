"""Where a page begins."""

from __future__ import annotations

from models.base import Before
from wire.types import together


def place_before(before_time: int | None, before_uid: int | None) -> Before | None:
    """The place behind the line with this time and uid; raises BadRequest for one of them alone."""
    together(before_time=before_time, before_uid=before_uid)
    if before_time is None or before_uid is None:
        return None
    return Before(before_time, before_uid)
