"""Groups with their members and invitations."""

from models.group.group import Group, Known, Standing
from models.group.invite import GroupInvite
from models.group.member import GroupMember
from models.group.request import GroupRequest

__all__ = ["Group", "GroupInvite", "GroupMember", "GroupRequest", "Known", "Standing"]
