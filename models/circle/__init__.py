"""Circles: roles and members, ways to get in, announcements and links."""

from models.circle.board import CircleBoard, CircleLink
from models.circle.circle import Circle, CircleMember, CircleRole
from models.circle.entry import CircleCode, JoinRequest

__all__ = [
    "Circle",
    "CircleBoard",
    "CircleCode",
    "CircleLink",
    "CircleMember",
    "CircleRole",
    "JoinRequest",
]
