"""Circles: roles, members, announcements, links, invite codes and requests to join."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Flag, Key, Now, Plain, Words, Zero, flags


class Circle(Base):
    """An organised community, managed by operations; the columns are the `circle` object."""

    __tablename__ = "circles"
    noun = "circle"

    cid: Mapped[Key]
    name: Mapped[str]
    # the present announcement; CircleBoard keeps all of them
    board: Mapped[Words]
    # gid of a store group, 0 = none
    store_group_id: Mapped[Zero]
    poster_url: Mapped[str | None]
    interact_poster: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    icon_url: Mapped[str | None]
    # role of newcomers; null only until the circle has its first role
    default_roleid: Mapped[int | None]
    # 1 = anybody may join through a member, without a code
    open_join: Mapped[Flag]

    __table_args__ = (
        *flags("open_join"),
        # the two tables refer to each other, so this key is added after both exist
        ForeignKeyConstraint(
            ["cid", "default_roleid"],
            ["circle_roles.cid", "circle_roles.roleid"],
            use_alter=True,
        ),
    )


class CircleRole(Base):
    """A role of one circle, numbered by operations; a higher `level` may invite more."""

    __tablename__ = "circle_roles"
    noun = "role"

    cid: Mapped[int] = mapped_column(
        ForeignKey("circles.cid", ondelete="CASCADE"), primary_key=True
    )
    roleid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str]


class CircleMember(Base):
    """A membership; `uid`, `roleid` and `time` are the `circle member` object.

    A role cannot be deleted while somebody has it.
    """

    __tablename__ = "circle_members"
    noun = "member"

    cid: Mapped[int] = mapped_column(
        ForeignKey("circles.cid", ondelete="CASCADE"), primary_key=True
    )
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    roleid: Mapped[int]
    # who let the member in, 0 = nobody; that account may be gone
    by_uid: Mapped[Zero]
    # joined
    time: Mapped[Now]

    __table_args__ = (
        ForeignKeyConstraint(
            ["cid", "roleid"], ["circle_roles.cid", "circle_roles.roleid"], ondelete="RESTRICT"
        ),
        Index(None, "cid", "roleid"),
        Index(None, "cid", "time", "uid"),
        Index(None, "uid", "time", "cid"),
    )


class CircleBoard(Base):
    """An announcement, present or past: the `board` object."""

    __tablename__ = "circle_boards"
    noun = "board"

    bid: Mapped[Key]
    cid: Mapped[int] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    board: Mapped[str]
    time: Mapped[Now]

    __table_args__ = (Index(None, "cid", "bid"),)


class CircleLink(Base):
    """A link operations attached to a circle: the `ex link` object."""

    __tablename__ = "circle_links"
    noun = "link"

    ceid: Mapped[Key]
    cid: Mapped[int] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    title: Mapped[str]
    url: Mapped[str]
    icon_url: Mapped[str | None]
    time: Mapped[Now]

    __table_args__ = (Index(None, "cid", "ceid"),)


class CircleCode(Base):
    """A code that lets any number of people join until `timeout`.

    `roleid` is the role asked for. It refers to no row: a role may go while codes are about, and
    then the code is as good as unknown.
    """

    __tablename__ = "circle_codes"
    noun = "code"

    vcode: Mapped[Plain] = mapped_column(primary_key=True)
    cid: Mapped[int] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    roleid: Mapped[int]
    # its maker
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    create_time: Mapped[Now]
    timeout: Mapped[int] = mapped_column(index=True)


class JoinRequest(Base):
    """A request to be let in, with the event that told the asked member; counts once.

    Goes with its event: what can no longer be read can no longer be accepted.
    """

    __tablename__ = "join_requests"
    noun = "join request"

    eid: Mapped[int] = mapped_column(
        ForeignKey("events.eid", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # who asks
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    # who is asked, the only one who may accept
    touid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    cid: Mapped[int] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    create_time: Mapped[Now]
    # null while it is open
    accept_time: Mapped[int | None]

    __table_args__ = (Index(None, "uid", "cid", "touid", "create_time"),)
