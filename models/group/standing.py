"""What a user may do in a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import Forbidden

if TYPE_CHECKING:
    from models.group.group import Group


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user is in a group, and therefore may do there.

    Every right of a group is decided here. The last four are the columns of the user's row in
    `group_members`, None for somebody the group never met.
    """

    group: Group
    uid: int
    state: str | None
    can_post: int | None
    admin: int | None
    mute_until: int | None

    @property
    def creator(self) -> bool:
        """The creator keeps all rights, member or not."""
        return self.group.creator == self.uid

    @property
    def manages(self) -> bool:
        """The creator and the admins: they have every right but a few of the creator's own."""
        return self.creator or (self.state == "member" and bool(self.admin))

    @property
    def inside(self) -> bool:
        return self.creator or self.state == "member"

    @property
    def may_read(self) -> bool:
        return self.inside or not self.group.only_member_watch

    @property
    def silenced(self) -> bool:
        """`can_post` 0 counts while the group controls its members, inside or outside."""
        return bool(self.group.member_control) and self.can_post == 0

    def muted(self, now: int) -> bool:
        """Muted for a time, inside or outside, or with everybody else."""
        return bool(self.group.muted_all) or (self.mute_until or 0) > now

    def may_post(self, now: int) -> bool:
        if self.manages:
            return True
        if self.state == "removed" or self.silenced or self.muted(now):
            return False
        return self.inside or not self.group.only_member_speak

    @property
    def may_invite(self) -> bool:
        return self.manages or (self.state == "member" and bool(self.group.everyone_caninvite))

    @property
    def may_join(self) -> bool:
        """Without anybody's approval."""
        return self.inside or not self.group.join_approval

    def require_reader(self) -> Group:
        """The group; raises Forbidden for those who may not read it."""
        if not self.may_read:
            raise Forbidden("members only")
        return self.group

    def require_poster(self, now: int) -> Group:
        """The group; raises Forbidden for those who may not post or reply in it."""
        if not self.may_post(now):
            raise Forbidden("may not post here")
        return self.group

    def require_inviter(self) -> Group:
        """The group; raises Forbidden for those who may not invite into it."""
        if not self.may_invite:
            raise Forbidden("may not invite here")
        return self.group

    def require_manager(self) -> Group:
        """The group; raises Forbidden for everybody but its creator and admins."""
        if not self.manages:
            raise Forbidden("neither creator nor admin")
        return self.group

    def require_creator(self) -> Group:
        """The group; raises Forbidden for everybody but its creator."""
        if not self.creator:
            raise Forbidden("not the creator")
        return self.group
