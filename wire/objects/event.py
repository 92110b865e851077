"""Stored notifications."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Event(Struct, kw_only=True):
    """A stored notification; beside the common keys those of its type."""

    eid: int
    create_time: int
    type: str
    uid: int | UnsetType = UNSET
    """Who did it."""
    add_type: int | UnsetType = UNSET
    gid: int | UnsetType = UNSET
    fromuid: int | UnsetType = UNSET
    """Who invites."""
    cid: int | UnsetType = UNSET
    roleid: int | UnsetType = UNSET
    """The role I have now."""
    by_uid: int | UnsetType = UNSET
    """Who let me in."""
    url: str | UnsetType = UNSET
    """Of a ZIP file; everybody who knows it can fetch the file."""
    until: int | UnsetType = UNSET
    """How long `url` is good."""
