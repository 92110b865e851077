"""Groups and memberships."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType


class Group(Struct, kw_only=True):
    """A chat room with posts."""

    gid: int
    creator: int
    name: str
    board: str
    """An announcement, empty when there is none."""
    type: int
    """Free for clients."""
    position: str | None
    """Free text, a place."""
    time: int
    """When it was made."""
    everyone_caninvite: int
    """1: members invite, too, not only the creator."""
    only_member_speak: int
    """1: only members post and reply."""
    only_member_watch: int
    """1: only members read."""
    lat: float | None
    long: float | None
    member_control: int
    """1: users with `can_post` 0 may not post."""
    join_approval: int
    """1: creator or an admin must accept everybody who wants to join."""
    muted_all: int
    """1: only creator and admins post and reply."""
    admins: list[int]
    """Their uids; the creator is not among them."""


class GroupLine(Struct, kw_only=True):
    """My membership in a group."""

    gid: int
    type: int
    """0 as its creator."""
    time: int
    """When I joined."""


class Member(Struct, kw_only=True):
    """A membership; `type` 0 = creator."""

    uid: int
    type: int
    time: int
    """When the user joined."""
    can_post: int
    """Counts while the group has `member_control` 1."""
    role: str
    """creator, admin or member."""
    mute_until: int | UnsetType = UNSET
    """Unix seconds until which the member may not post; absent when it may."""
