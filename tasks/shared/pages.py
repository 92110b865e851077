"""The beginning of a page, and whether another follows."""

from __future__ import annotations

from collections.abc import Sized

from msgspec import UNSET, UnsetType

from models.base import Before
from wire.types import together


def place_before(before_time: int | None, before_uid: int | None) -> Before | None:
    """The place after the line with this time and uid; raises BadRequest for one of them alone."""
    together(before_time=before_time, before_uid=before_uid)
    if before_time is None or before_uid is None:
        return None
    return Before(before_time, before_uid)


def has_more(rows: Sized, count: int) -> bool | UnsetType:
    """Whether rows, read with a limit of `count` + 1, have one after a page of `count`."""
    return True if len(rows) > count else UNSET
