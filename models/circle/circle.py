"""Circles, their roles and members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Row,
    Select,
    SmallInteger,
    and_,
    any_,
    literal_column,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import ranges
from models.base import NEWEST, Base, Before, Flag, Key, Now, Words, Zero, by_name, flags
from models.closure import is_closed
from models.errors import Forbidden, NotFound
from models.invite import Invite
from models.media import names_files
from models.prepared import Prepared, prepared_rows
from models.statements import NUMBERS, Value, built_once
from settings import settings

NOT_A_MEMBER = "not a member of this circle"
# the columns of the circle that a `circle line` shows
LINE_WORDS = ("name", "board", "store_group_id", "poster_url", "interact_poster", "icon_url")


class Circle(Base):
    """An organised community, managed by operations; the columns are the `circle` object."""

    __tablename__ = "circles"
    noun = "circle"

    cid: Mapped[Key]
    name: Mapped[str]
    # the current announcement; CircleBoard (board.py) keeps all of them
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
        by_name("circles"),
        names_files("circles", "name", "board", "poster_url", "icon_url"),
        # the two tables refer to each other, so this key is added after both exist
        ForeignKeyConstraint(
            ["cid", "default_roleid"],
            ["circle_roles.cid", "circle_roles.roleid"],
            use_alter=True,
        ),
    )

    @classmethod
    def for_member(cls, db: Session, cid: int, uid: int) -> tuple[Circle, CircleRole]:
        """The circle and the role this user has in it, in one statement.

        Raises NotFound for an unknown circle and Forbidden for somebody who is no member.
        """
        found = db.execute(*_for_member(cid, uid)).first()
        if found is None:
            raise NotFound(cls.noun)
        circle, role = found
        if role is None:
            raise Forbidden(NOT_A_MEMBER)
        return circle, role

    @classmethod
    def with_roles(cls, db: Session, cid: int) -> tuple[Circle, list[CircleRole]]:
        """A circle and its roles, lowest first; raises NotFound."""
        rows = db.execute(*_with_roles(cid)).all()
        if not rows:
            raise NotFound(cls.noun)
        roles: list[CircleRole | None] = [role for _, role in rows]
        return rows[0][0], [role for role in roles if role]

    def role(self, db: Session, roleid: int | None) -> CircleRole:
        """One role, locked against deletion until the transaction ends; raises NotFound."""
        role: CircleRole | None = db.scalar(*_role(self.cid, roleid))
        if role is None:
            raise NotFound(CircleRole.noun)
        return role

    def role_of(self, db: Session, uid: int) -> CircleRole | None:
        """The role a user has here; None for somebody who is no member."""
        role: CircleRole | None = db.scalar(*_role_of(self.cid, uid))
        return role

    def require_member(self, db: Session, uid: int) -> CircleRole:
        """The role of a member; raises Forbidden."""
        role = self.role_of(db, uid)
        if role is None:
            raise Forbidden(NOT_A_MEMBER)
        return role

    def require_giver(self, db: Session, uid: int, role: CircleRole | None = None) -> CircleRole:
        """The role of a member who may give `role` to others: it is not above the member's own.

        Raises Forbidden.
        """
        mine = self.require_member(db, uid)
        if role is not None and role.level > mine.level:
            raise Forbidden("the role's level is above yours")
        return mine

    def newcomer_role(self, db: Session, requested: int | None = None) -> CircleRole:
        """The role that a new member gets; `requested` counts if CIRCLE_INVITE_ROLE says so.

        Raises NotFound when that role was deleted, or the circle has no default role yet.
        """
        if settings.limits.circle_invite_role == "default" or requested is None:
            requested = self.default_roleid
        return self.role(db, requested)

    def invited_role(self, db: Session, uid: int, requested: int | None) -> CircleRole:
        """The role of somebody whom member `uid` invites with `requested` (None: not given).

        Raises NotFound for an unknown role, Forbidden for a user who is no member or a role above
        uid's own.
        """
        role = None if requested is None else self.role(db, requested)
        self.require_giver(db, uid, role)
        return self.newcomer_role(db, requested)

    def admit(self, db: Session, uid: int, role: CircleRole, by_uid: int, now: int) -> Admission:
        """Make a user a member with this role; a member's role is raised and never lowered.

        `by_uid` and the time of joining stay as they were for a member. The membership is locked
        against other writers until the transaction ends.
        """
        wish = Wish(self.cid, role.roleid, by_uid)
        if changed := _admit(db, uid, [wish], now):
            return Admission(role, joined=changed[0])
        present = self.role_of(db, uid)
        assert present is not None  # the refused insert has locked the row
        return Admission(present, joined=False)


class Wish(NamedTuple):
    """A membership to make or to raise; of two roles the one with the higher level counts."""

    cid: int
    roleid: int
    by_uid: int


class Admission(NamedTuple):
    """The result of `admit`: the role that the user has now, and whether the membership is new."""

    role: CircleRole
    joined: bool


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

    __table_args__ = (names_files("circle_roles", "title"),)


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
    # who let the member in, 0 = nobody; that account may be deleted
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

    @classmethod
    def has_role(cls) -> ColumnElement[bool]:
        """The condition that joins a membership to its role."""
        return and_(CircleRole.cid == cls.cid, CircleRole.roleid == cls.roleid)

    @classmethod
    def circle_of(cls, db: Session, uid: int, cid: int | None) -> Circle:
        """A circle this user is in; without `cid` the one joined first; raises NotFound."""
        query = select(Circle).join(cls, cls.cid == Circle.cid).where(cls.uid == uid)
        if cid is not None:
            query = query.where(cls.cid == cid)
        circle = db.scalar(query.order_by(cls.time, cls.cid).limit(1))
        if circle is None:
            raise NotFound("circle of this user")
        return circle

    @classmethod
    def page(
        cls, db: Session, cid: int, offset: int, limit: int, before: Before | None = None
    ) -> list[Any]:
        """Members of a circle, newest first: rows with the columns."""
        return _page(db, cid, *(before or NEWEST), offset, limit)

    @classmethod
    def with_titles(
        cls, db: Session, which: ColumnElement[bool], offset: int, limit: int
    ) -> list[Row[Any]]:
        """Matching memberships, newest first: rows with cid, name, uid, roleid, title and time."""
        query = select(cls.cid, Circle.name, cls.uid, cls.roleid, CircleRole.title, cls.time)
        query = query.join(Circle, Circle.cid == cls.cid).join(CircleRole, cls.has_role())
        query = query.where(which).order_by(cls.time.desc(), cls.cid.desc(), cls.uid.desc())
        return list(db.execute(query.offset(offset).limit(limit)))

    @classmethod
    def uids(cls, db: Session, cid: int) -> list[int]:
        """All members of a circle."""
        return list(db.scalars(select(cls.uid).where(cls.cid == cid)))

    @classmethod
    def end(cls, db: Session, cid: int, uid: int) -> bool:
        """End a membership; return whether there was one."""
        return bool(_END.all(db, cid=cid, uid=uid))

    @classmethod
    def put(cls, db: Session, uid: int, role: CircleRole, now: int) -> None:
        """Give a user a role, higher or lower, and make the user a member if needed."""
        add = insert(cls).values(cid=role.cid, uid=uid, roleid=role.roleid, time=now)
        db.execute(
            add.on_conflict_do_update(
                index_elements=["cid", "uid"], set_={"roleid": add.excluded.roleid}
            )
        )

    @classmethod
    def take_invites(cls, db: Session, uid: int, invites: Sequence[Invite], now: int) -> None:
        """Make a user a member of the circles of their invitations, newest first.

        Of several to one circle the highest role counts; a deleted role becomes the circle's
        default. `by_uid` is the newest inviter. The role of a member is raised, never lowered.
        """
        roles = _roles_wished(db, invites)
        best: dict[int, CircleRole] = {}
        inviter: dict[int, int] = {}
        for one in invites:
            role = roles.get((one.join_cid, one.join_roleid)) or roles.get((one.join_cid, None))
            if role is not None:
                inviter.setdefault(role.cid, one.uid)
                best[role.cid] = max(role, best.get(role.cid, role), key=lambda it: it.level)
        _admit(db, uid, [Wish(cid, best[cid].roleid, inviter[cid]) for cid in best], now)

    @classmethod
    def lines(cls, db: Session, uids: Sequence[int]) -> dict[int, list[Any]]:
        """The `circle line`s by uid, oldest membership first; every uid is in the result."""
        lines: dict[int, list[Any]] = {uid: [] for uid in uids}
        for row in _lines(db, list(uids)):
            lines[row.uid].append(row)
        return lines


RolesByKey = dict[tuple[int | None, int | None], "CircleRole"]


def _roles_wished(db: Session, invites: Iterable[Invite]) -> RolesByKey:
    """The roles named by invitations; under (cid, None) the default of each circle."""
    named = {(one.join_cid, one.join_roleid) for one in invites if one.join_cid is not None}
    if not named:
        return {}
    is_default = Circle.default_roleid == CircleRole.roleid
    query = (
        select(CircleRole, is_default)
        .join(Circle, Circle.cid == CircleRole.cid)
        .where(Circle.cid.in_({cid for cid, _ in named}))
        .where(or_(is_default, tuple_(CircleRole.cid, CircleRole.roleid).in_(named)))
        .with_for_update(of=CircleRole, read=True, key_share=True)
    )
    roles: RolesByKey = {}
    for role, default in db.execute(query):
        roles[role.cid, role.roleid] = role
        if default:
            roles[role.cid, None] = role
    return roles


# As SQL text, because SQLAlchemy does not correlate a subquery to the row in conflict.
_RAISES = text("""
(SELECT level FROM circle_roles r WHERE (r.cid, r.roleid) = (excluded.cid, excluded.roleid)) >
(SELECT level FROM circle_roles r
  WHERE (r.cid, r.roleid) = (circle_members.cid, circle_members.roleid))
""")


def _admit(db: Session, uid: int, wishes: Iterable[Wish], now: int) -> list[bool]:
    """Insert or raise memberships in one statement; return whether each changed one is new."""
    # sorted: two transactions lock the same rows in the same order
    rows = [one._asdict() | {"uid": uid, "time": now} for one in sorted(wishes)]
    if not rows:
        return []
    add = insert(CircleMember).values(rows)
    add = add.on_conflict_do_update(
        index_elements=["cid", "uid"], set_={"roleid": add.excluded.roleid}, where=_RAISES
    )
    # xmax is 0 only in a row that was just inserted: no transaction has locked or updated it
    return list(db.scalars(add.returning(literal_column("circle_members.xmax = 0"))))


_END = Prepared("""
DELETE FROM circle_members WHERE cid = %(cid)s AND uid = %(uid)s RETURNING uid
""")


@built_once()
def _role(cid: Value, roleid: Value) -> Select[CircleRole]:
    query = select(CircleRole).where(CircleRole.cid == cid, CircleRole.roleid == roleid)
    return query.with_for_update(read=True, key_share=True)


@built_once()
def _role_of(cid: Value, uid: Value) -> Select[CircleRole]:
    query = select(CircleRole).join(CircleMember, CircleMember.has_role())
    return query.where(CircleMember.cid == cid, CircleMember.uid == uid)


@built_once()
def _with_roles(cid: Value) -> Select[Circle, CircleRole]:
    query = select(Circle, CircleRole).outerjoin(CircleRole, CircleRole.cid == Circle.cid)
    return query.where(Circle.cid == cid).order_by(CircleRole.level, CircleRole.roleid)


@prepared_rows()
def _page(cid: Value, time: Value, uid: Value, offset: Value, limit: Value) -> Select[CircleMember]:
    member = CircleMember
    rows = select(member).where(~is_closed(member.uid))
    rows = ranges.page(rows, member.cid, cid, member.time, member.uid, before=(time, uid))
    return rows.offset(offset).limit(limit)


@prepared_rows(uids=NUMBERS)
def _lines(uids: Value) -> Select[Any]:
    member = CircleMember
    columns = (member.uid, member.cid, member.roleid, member.roleid.label("subid"))
    role = (CircleRole.level, CircleRole.title, member.by_uid, member.time)
    query = select(*columns, *role, *(getattr(Circle, word) for word in LINE_WORDS))
    query = query.join_from(member, CircleRole, member.has_role())
    query = query.join(Circle, Circle.cid == member.cid).where(member.uid == any_(uids))
    return query.order_by(member.time, member.cid)


@built_once()
def _for_member(cid: Value, uid: Value) -> Select[Circle, CircleRole]:
    member = and_(CircleMember.cid == Circle.cid, CircleMember.uid == uid)
    query = select(Circle, CircleRole).outerjoin(CircleMember, member)
    return query.outerjoin(CircleRole, CircleMember.has_role()).where(Circle.cid == cid)
