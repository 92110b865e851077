"""Groups and memberships."""

from __future__ import annotations

from msgspec import Struct


class Group(Struct, kw_only=True):
    """A chat room with posts."""

    gid: int
    creator: int
    name: str
    board: str
    type: int
    position: str | None
    time: int
    everyone_caninvite: int
    only_member_speak: int
    only_member_watch: int
    lat: float | None
    long: float | None
    member_control: int


class GroupLine(Struct, kw_only=True):
    """My membership in a group."""

    gid: int
    type: int
    time: int


class Member(Struct, kw_only=True):
    """A membership; `type` 0 = creator."""

    uid: int
    type: int
    time: int
    can_post: int
