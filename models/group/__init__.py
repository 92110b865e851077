"""Groups with their members and invitations."""

from models.group.group import Group, Known
from models.group.invite import GroupInvite
from models.group.member import GroupMember
from models.group.request import GroupRequest
from models.group.standing import Standing

__all__ = ["Group", "GroupInvite", "GroupMember", "GroupRequest", "Known", "Standing"]
