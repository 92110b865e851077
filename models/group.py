"""Groups, their members and invitations."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Flag, Key, Now, Words, flags, whole_place

MEMBER_STATE = "state IN ('member', 'left', 'removed')"


class Group(Base):
    """A chat room with posts; the columns are the `group` object."""

    __tablename__ = "groups"
    noun = "group"

    gid: Mapped[Key]
    # keeps all rights without being a member, and the group outlives the account: no foreign key
    creator: Mapped[int] = mapped_column(index=True)
    name: Mapped[str]
    board: Mapped[Words]
    # free for clients
    type: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    position: Mapped[str | None]
    time: Mapped[Now]
    everyone_caninvite: Mapped[int] = mapped_column(
        SmallInteger, default=1, server_default=text("1")
    )
    only_member_speak: Mapped[Flag]
    only_member_watch: Mapped[Flag]
    # 1 = the members' `can_post` counts
    member_control: Mapped[Flag]
    lat: Mapped[float | None]
    long: Mapped[float | None]

    __table_args__ = (
        *flags("everyone_caninvite", "only_member_speak", "only_member_watch", "member_control"),
        whole_place(),
        Index(None, "type", "gid"),
    )


class GroupMember(Base):
    """What a group knows about a user: a membership, or the memory of one.

    `uid`, `type`, `time` and `can_post` are the `member` object. Only `state` "member" is a
    membership. "left" remembers `can_post`; "removed" shuts the user out until somebody invites
    them again, which turns it into "left".
    """

    __tablename__ = "group_members"
    noun = "member"

    gid: Mapped[int] = mapped_column(ForeignKey("groups.gid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    # 0 = creator, else as given by the client
    type: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))
    # when the present membership began
    time: Mapped[Now]
    can_post: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))
    state: Mapped[str] = mapped_column(default="member", server_default=text("'member'"))

    __table_args__ = (
        *flags("can_post"),
        CheckConstraint(MEMBER_STATE, name="state"),
        Index(None, "gid", "time", "uid", postgresql_where=text("state = 'member'")),
        Index(None, "uid", "time", "gid"),
    )


class GroupInvite(Base):
    """When somebody last invited a user; within 24 hours a repeat makes no new event."""

    __tablename__ = "group_invites"

    gid: Mapped[int] = mapped_column(ForeignKey("groups.gid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    fromuid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    time: Mapped[Now]
