"""Groups, and a user's standing in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    Select,
    SmallInteger,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import ranges
from models.base import Base, Flag, Key, Now, Words, by_name, flags, whole_place
from models.closure import is_closed
from models.errors import Forbidden, NotFound
from models.group.member import UNSEEN, GroupMember
from models.media import names_files
from models.statements import Value, built_once


@dataclass(frozen=True, slots=True)
class Standing:
    """A user's relation to a group, and the rights that follow from it.

    Every right of a group is decided here. The last four are the columns of the user's row in
    `group_members`, None for somebody who was never in the group.
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
        """The creator and the admins, who have every right but a few of the creator's."""
        return self.creator or (self.state == "member" and bool(self.admin))

    @property
    def inside(self) -> bool:
        return self.creator or self.state == "member"

    @property
    def may_read(self) -> bool:
        return self.inside or not self.group.only_member_watch

    @property
    def silenced(self) -> bool:
        """`can_post` 0, for members and former members; counts while `member_control` is 1."""
        return bool(self.group.member_control) and self.can_post == 0

    def muted(self, now: int) -> bool:
        """Muted for a time, as a member or former one, or because everybody is muted."""
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
        """May join without an approval."""
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


class Known(NamedTuple):
    """A group as a user sees it."""

    group: Group
    readable: bool
    admins: list[int]


class Group(Base):
    """A chat room with posts; the columns are the `group` object."""

    __tablename__ = "groups"
    noun = "group"

    gid: Mapped[Key]
    # keeps all rights without being a member; before the account is erased, `pass_on` finds another
    creator: Mapped[int] = mapped_column(ForeignKey("users.uid"), index=True)
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
    # 1 = creator or an admin must accept everybody who wants to join
    join_approval: Mapped[Flag]
    # 1 = only creator and admins post and reply
    muted_all: Mapped[Flag]
    lat: Mapped[float | None]
    long: Mapped[float | None]
    # 1 = deleted for everybody; its rows are deleted in steps (models/forgetting.py)
    deleted: Mapped[Flag]

    __table_args__ = (
        *flags("everyone_caninvite", "only_member_speak", "only_member_watch", "member_control"),
        *flags("join_approval", "muted_all", "deleted"),
        whole_place(),
        Index(None, "type", "gid"),
        by_name("groups"),
        names_files("groups", "name", "board", "position"),
    )

    @classmethod
    def create(cls, db: Session, creator: int, now: int, **columns: Any) -> int:
        """Make a group with its creator as first member, and return its gid."""
        new = insert(cls).values(creator=creator, time=now, **columns).returning(cls.gid)
        gid = db.scalars(new).one()
        db.execute(insert(GroupMember).values(gid=gid, uid=creator, type=0, time=now))
        return gid

    @classmethod
    def get(cls, db: Session, key: object, *, lock: bool = False) -> Group:
        """Like `Base.get`, without deleted groups."""
        group = super().get(db, key, lock=lock)
        if group.deleted:
            raise NotFound(cls.noun)
        return group

    @classmethod
    def named(cls, db: Session, beginning: str, limit: int) -> list[Group]:
        """Like `Base.named`, without deleted groups."""
        return [one for one in super().named(db, beginning, limit) if not one.deleted]

    @classmethod
    def seen_by(
        cls, db: Session, gid: int, uid: int, *, lock: bool = False, alone: bool = False
    ) -> Standing:
        """The group and the user's standing in it; raises NotFound.

        `lock` only keeps the group from being deleted before the transaction ends. `alone` makes
        everybody else who wants to join, leave or change it wait.
        """
        row = db.execute(*_seen(gid, uid, lock=lock, alone=alone)).one_or_none()
        if row is None:
            raise NotFound(cls.noun)
        return Standing(row[0], uid, *row[1:])

    @classmethod
    def known(cls, db: Session, gids: Sequence[int], uid: int) -> list[Known]:
        """Those of the groups that exist, in the order asked, as this user sees them."""
        rows = db.execute(cls._known_by(uid).where(cls.gid.in_(gids)))
        found = {row[0].gid: Known(*row) for row in rows}
        return [found[gid] for gid in gids if gid in found]

    @classmethod
    def of_type(cls, db: Session, type_: int, uid: int, limit: int) -> list[Known]:
        """Groups of one type, newest first, as this user sees them."""
        query = cls._known_by(uid).where(cls.type == type_)
        return [Known(*row) for row in db.execute(query.order_by(cls.gid.desc()).limit(limit))]

    @classmethod
    def _known_by(cls, uid: int) -> Select[Any, Any, Any]:
        admins = select(GroupMember.uid).where(
            GroupMember.gid == cls.gid, GroupMember.admin == 1, ~is_closed(GroupMember.uid)
        )
        listed = func.array(admins.order_by(GroupMember.uid).scalar_subquery())
        return select(cls, cls.readable(uid), listed).where(cls.deleted == 0)

    @classmethod
    def search(
        cls, db: Session, gid: int | None, name: str | None, uid: int | None, limit: int
    ) -> Sequence[Row[Group, int]]:
        """Groups with this id, part of a name, creator and member, as far as given.

        Newest first, with the number of members.
        """
        size = select(func.count()).where(GroupMember.present(cls.gid)).scalar_subquery()
        query = select(cls, size).where(cls.deleted == 0)
        if gid is not None:
            query = query.where(cls.gid == gid)
        if name is not None:
            query = query.where(cls.name.icontains(name, autoescape=True))
        if uid is not None:
            theirs = select(GroupMember.gid).where(
                GroupMember.uid == uid, GroupMember.state == "member"
            )
            query = query.where(or_(cls.creator == uid, cls.gid.in_(theirs)))
        return db.execute(query.order_by(cls.gid.desc()).limit(limit)).all()

    @classmethod
    def of_member(cls, db: Session, uid: int, offset: int, limit: int) -> list[Row[Any]]:
        """A user's groups, newest first: rows with gid, name, creator, admin and time."""
        member = GroupMember
        query = select(cls.gid, cls.name, cls.creator, member.admin, member.time)
        query = query.join(member, (member.gid == cls.gid) & (member.state == "member"))
        query = query.where(member.uid == uid)
        query = query.order_by(member.time.desc(), member.gid.desc())
        return list(db.execute(query.offset(offset).limit(limit)))

    @classmethod
    def readable(cls, uid: int) -> ColumnElement[bool]:
        """`Standing.may_read` as a condition on rows of `groups`."""
        member = ranges.exists(GroupMember.about(uid, cls.gid), GroupMember.state == "member")
        open_to = or_(cls.only_member_watch == 0, cls.creator == uid, member)
        return and_(cls.deleted == 0, open_to)

    @classmethod
    def created_by(cls, db: Session, uid: int, *, wait: bool = True) -> Sequence[Group]:
        """A creator's groups, locked against everybody else; `wait` False: never wait, but fail."""
        mine = select(cls).where(cls.creator == uid).order_by(cls.gid)
        held = mine.with_for_update(nowait=not wait)
        return db.scalars(held, execution_options={"populate_existing": True}).all()

    @classmethod
    def pass_on(cls, db: Session, uid: int) -> list[int]:
        """Give a user's groups to others; return the gids of those without other members.

        The caller has locked the groups and the account, and deletes the groups that are returned.
        """
        alone = []
        # A group may have passed to the user while the caller waited for the account.
        for group in cls.created_by(db, uid, wait=False):
            heir = None if group.deleted else GroupMember.heir(db, group.gid, uid)
            if heir is None:
                db.execute(delete(Group).where(Group.gid == group.gid))
                alone.append(group.gid)
            else:
                group.hand_over(db, heir)
        return alone

    def hand_over(self, db: Session, uid: int) -> None:
        """Make a user the creator; the former creator, if a member, becomes an ordinary one.

        The caller has locked the group with `alone`.
        """
        former = update(GroupMember).where(GroupMember.about(self.creator, self.gid))
        db.execute(former.values(type=1), execution_options=UNSEEN)
        present = update(GroupMember).where(GroupMember.about(uid, self.gid))
        db.execute(present.values(type=0, admin=0), execution_options=UNSEEN)
        self.change(db, creator=uid)

    def change(self, db: Session, **columns: Any) -> None:
        """Overwrite these columns, even if others have changed them meanwhile."""
        if columns:
            db.execute(update(Group).where(Group.gid == self.gid).values(**columns))

    def delete(self, db: Session) -> None:
        """Delete the group with all its rows for every reader; see models/forgetting.py."""
        self.change(db, deleted=1)


@built_once()
def _seen(gid: Value, uid: Value, *, lock: bool, alone: bool) -> Select[Any]:
    """A group and a user's standing in it."""
    query = (
        select(Group, *GroupMember.standing())
        .outerjoin(GroupMember, GroupMember.about(uid, Group.gid))
        .where(Group.gid == gid, Group.deleted == 0)
    )
    if lock:
        query = query.with_for_update(read=True, key_share=True, of=Group)
    if alone:
        query = query.with_for_update(of=Group).execution_options(populate_existing=True)
    return query
