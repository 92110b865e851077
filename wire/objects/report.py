"""Reports."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Report(Struct, kw_only=True):
    """A report of mine."""

    reportid: int
    kind: str
    """user, post, reply, message, group, circle or album."""
    id: int
    """uid, postid, replyid, msgid, gid, cid or did of what was reported."""
    reason: str
    state: str
    """open; or what operations did: dismissed, deleted, warned, suspended."""
    time: int
    closed_time: int | UnsetType = UNSET
    """When operations answered."""
