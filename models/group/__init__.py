"""Groups with their members and invitations."""

from models.group.group import Group
from models.group.invite import GroupInvite
from models.group.member import GroupMember
from models.group.standing import Standing

__all__ = ["Group", "GroupInvite", "GroupMember", "Standing"]
