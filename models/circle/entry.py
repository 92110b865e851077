"""Ways into a circle: codes, and requests to a member."""

from __future__ import annotations

from typing import Self

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now, Plain
from models.circle.circle import CircleMember, CircleRole
from models.codes import Code
from models.errors import NotFound
from models.prepared import Prepared


class CircleCode(Code):
    """A code to join, for any number of people, until `timeout` or until its maker loses the right.

    `roleid` is the requested role. It is no foreign key: when the role is deleted, its codes count
    as unknown.
    """

    __tablename__ = "circle_codes"

    vcode: Mapped[Plain] = mapped_column(primary_key=True)
    cid: Mapped[int] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    roleid: Mapped[int]
    # its maker
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    create_time: Mapped[Now]
    timeout: Mapped[int] = mapped_column(index=True)

    @classmethod
    def good(cls, db: Session, code: str, now: int) -> Self:
        """The row of a code; raises NotFound also when its maker has lost the right to make it.

        The maker's membership is locked until the transaction ends.
        """
        row = super().good(db, code, now)
        maker = (CircleMember.cid == row.cid) & (CircleMember.uid == row.uid)
        asked = select(CircleRole.level).where(
            CircleRole.cid == row.cid, CircleRole.roleid == row.roleid
        )
        level = select(CircleRole.level, asked.scalar_subquery()).select_from(CircleMember)
        held = level.join(CircleRole, CircleMember.has_role()).where(maker)
        found = db.execute(
            held.with_for_update(read=True, key_share=True, of=CircleMember)
        ).one_or_none()
        if found is None or (found[1] or 0) > found[0]:
            raise NotFound(cls.noun)
        return row


class JoinRequest(Base):
    """A request to join, with the event that the asked member got; it can be accepted once.

    It is deleted with its event (`Event.drop_older`): a request that can no longer be read can no
    longer be accepted. No foreign key: it would have to look into partitions before they go.
    """

    __tablename__ = "join_requests"
    noun = "join request"

    eid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # who asks
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"))
    # who is asked, the only one who may accept
    touid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    cid: Mapped[int] = mapped_column(ForeignKey("circles.cid", ondelete="CASCADE"))
    create_time: Mapped[Now]
    # null while it is open
    accept_time: Mapped[int | None]

    __table_args__ = (Index(None, "uid", "cid", "touid", "create_time"),)

    @classmethod
    def is_open(cls, db: Session, uid: int, touid: int, cid: int, since: int) -> bool:
        """Whether a user's request to another user, made later than `since`, is still open."""
        return bool(_OPEN.all(db, uid=uid, touid=touid, cid=cid, since=since))

    @classmethod
    def store(cls, db: Session, eid: int, uid: int, touid: int, cid: int, now: int) -> None:
        """Store a user's request to another user, who got it as an event."""
        _STORE.all(db, eid=eid, uid=uid, touid=touid, cid=cid, now=now)


_OPEN = Prepared("""
SELECT 1 FROM join_requests
WHERE uid = %(uid)s AND cid = %(cid)s AND touid = %(touid)s AND create_time > %(since)s
    AND accept_time IS NULL
LIMIT 1
""")
_STORE = Prepared("""
INSERT INTO join_requests (eid, uid, touid, cid, create_time)
VALUES (%(eid)s, %(uid)s, %(touid)s, %(cid)s, %(now)s)
""")
