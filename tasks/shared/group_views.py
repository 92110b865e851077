"""The objects of groups and members that clients see."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from models import Group, GroupMember
from wire.objects import group as objects
from wire.objects import of

HIDDEN = {"board": "", "position": None, "lat": None, "long": None}
"""Keys of a group for those who may read it, and their values for others."""

ROLES = CREATOR, ADMIN, MEMBER = "creator", "admin", "member"


def group_view(group: Group, readable: bool, admins: list[int]) -> objects.Group:
    """A group for somebody who may read it, or not."""
    if readable:
        return of(objects.Group, group, admins=admins)
    return of(objects.Group, group, admins=[], **HIDDEN)


def member_views(group: Group, members: Iterable[GroupMember], now: int) -> list[objects.Member]:
    """Members of a group with their roles."""
    return [
        of(
            objects.Member,
            member,
            role=_role(group, member),
            mute_until=member.mute_until if (member.mute_until or 0) > now else UNSET,
        )
        for member in members
    ]


def _role(group: Group, member: GroupMember) -> str:
    if member.uid == group.creator:
        return CREATOR
    return ADMIN if member.admin else MEMBER
