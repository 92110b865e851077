"""Sessions: logins of users."""

import hashlib
import secrets
import string
from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    TableValuedAlias,
    Text,
    and_,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy import (
    ColumnElement as Condition,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import Session as Database

from models.base import Base, Key, Now
from models.delivery import Counter
from models.invite import Invite
from models.phonebook import ContactMatch
from models.prepared import Prepared
from models.user import SHOWN, ClientData, User
from settings import settings

ID_LENGTH = 24
ID_ALPHABET = string.ascii_letters + string.digits
OLD_ID_SECONDS = 600
"""How long the old id stays valid after an exchange."""

SEEN_SECONDS = 3600
"""A session's start is noted at most once in this time, because each note is a write."""

FRESH_SECONDS = 600
"""How long a login by SMS counts as proof that the user has the phone."""

DAY = 86_400
TRUST_SECONDS = 7 * DAY
"""Younger sessions need a further proof to change the phone."""


class Ticket(NamedTuple):
    """What a client needs for a start: the id in plain text, which is stored nowhere."""

    sessionid: str
    timeout: int
    """True expiry, unix seconds."""


class Session(Base):
    """A login of one user; `sid` stays the same when the session id is exchanged.

    The id itself is never stored, only its SHA-256. Only the last two ids are valid: `old_hash` is
    of the id before the last exchange, which is valid until `old_until`.
    """

    __tablename__ = "sessions"
    noun = "session"

    sid: Mapped[Key]
    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), index=True)
    id_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    old_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    old_until: Mapped[int | None]
    # true expiry, unix seconds
    timeout: Mapped[int] = mapped_column(index=True)
    # When and how the login was made; an exchange changes neither. A fresh login by code may set
    # a new password without the old one.
    create_time: Mapped[Now]
    method: Mapped[str] = mapped_column(default="code")
    # time of the last start, exact to SEEN_SECONDS, and its address; null before the first start
    last_time: Mapped[int | None]
    address: Mapped[str] = mapped_column(default="", server_default=text("''"))
    # address of the login; "" in older sessions, which were stored without it
    login_address: Mapped[str] = mapped_column(default="", server_default=text("''"))

    __table_args__ = (
        CheckConstraint("method IN ('code', 'password')", name="method"),
        CheckConstraint("(old_hash IS NULL) = (old_until IS NULL)", name="old"),
        Index(None, "old_hash", unique=True, postgresql_where=text("old_hash IS NOT NULL")),
        Index(None, "old_until", postgresql_where=text("old_until IS NOT NULL")),
    )

    def is_fresh_by_code(self, now: int) -> bool:
        """Return whether this login was made by SMS within FRESH_SECONDS."""
        return self.method == "code" and self.create_time > now - FRESH_SECONDS

    def is_trusted(self, address: str, now: int) -> bool:
        """Return whether the session is old, and used from the address of its login.

        A stolen session id rarely satisfies both.
        """
        return self.create_time <= now - TRUST_SECONDS and self.login_address == address != ""

    @classmethod
    def has_id(cls, sessionid: str, now: int) -> Condition[bool]:
        """Return the condition that the session is alive and this is one of its valid ids."""
        return cls._is_good(literal(_hash(sessionid)), literal(now))

    @classmethod
    def _is_good(cls, hashed: Condition[bytes], now: Condition[int]) -> Condition[bool]:
        old = and_(cls.old_hash == hashed, cls.old_until > now)
        return and_(or_(cls.id_hash == hashed, old), cls.timeout > now)

    @classmethod
    def open(cls, db: Database, uid: int, method: str, address: str, now: int) -> Ticket:
        """Make a session; `method` is how the user logged in: "code" or "password"."""
        ticket = _new_ticket(now)
        row = {"uid": uid, "id_hash": _hash(ticket.sessionid), "timeout": ticket.timeout}
        places = {"address": address, "login_address": address}
        db.execute(insert(cls).values(**row, **places, method=method, create_time=now))
        return ticket

    @classmethod
    def find(cls, db: Database, sessionid: str, now: int) -> "Session | None":
        """Return the living session with this id, or with this old id while that is valid."""
        return db.scalar(select(cls).where(cls.has_id(sessionid, now)))

    @classmethod
    def entering(
        cls, db: Database, starts: Sequence[tuple[str, str]], now: int
    ) -> list[SimpleNamespace | None]:
        """Return all that starts need in one statement: each session's `sid`, its user and data.

        `starts`: the session id and the address of each. It is a transaction of its own, which
        notes that the sessions were used.

        `seq`: the highest number that the user got.

        `invited`: invitations wait for the user's profile. `found`: phone book matches wait.
        """
        hashes = [_hash(sessionid) for sessionid, _ in starts]
        # In this order rows are locked, whoever else does the same.
        asked = sorted(zip(hashes, (address for _, address in starts), strict=True))
        rows = _entering().alone(
            db, hashes=[one for one, _ in asked], addresses=[one for _, one in asked], now=now
        )
        found = {bytes(row[0]): dict(zip(_ENTRY, row[1:], strict=True)) for row in rows}
        return [SimpleNamespace(**found[one]) if one in found else None for one in hashes]

    @classmethod
    def renew(cls, db: Database, which: Condition[bool], now: int) -> Ticket | None:
        """Exchange the id of a session for a new one; None when there is no such living session.

        `which`: the condition that picks it. The present id becomes the old one. A session ends
        SESSION_MAX_DAYS after its login, even if it was renewed.
        """
        ticket = _new_ticket(now)
        last = cls.create_time + settings.limits.session_max_days * DAY
        change = update(cls).where(which, cls.timeout > now, last > now)
        change = change.values(
            old_hash=cls.id_hash,
            old_until=now + OLD_ID_SECONDS,
            id_hash=_hash(ticket.sessionid),
            timeout=func.least(ticket.timeout, last),
        )
        timeout = db.scalar(change.returning(cls.timeout))
        return None if timeout is None else ticket._replace(timeout=timeout)

    @classmethod
    def revoke(cls, db: Database, which: Condition[bool]) -> list[int]:
        """End sessions and delete their devices; return the sids, whose sockets must be closed."""
        return list(db.scalars(delete(cls).where(which).returning(cls.sid)))

    @classmethod
    def forget_old_ids(cls, db: Database, now: int, limit: int) -> int:
        """Delete old ids that are not valid any more; return how many."""
        over = select(cls.sid).where(cls.old_until <= now).limit(limit)
        some = over.with_for_update(skip_locked=True).cte("some")
        change = update(cls).where(cls.sid.in_(select(some.c.sid)))
        change = change.values(old_hash=None, old_until=None).returning(cls.sid)
        return len(db.scalars(change, execution_options={"synchronize_session": False}).all())


# The columns of `entering` beside those of the `user` object.
_MORE = ("sid", "phone", "tags", "like_me_count", "first_start", "seq", "data", "invited", "found")
_ENTRY = (*SHOWN, *_MORE)


@cache
def _entering() -> Prepared:
    """One statement, because thousands of clients may start at once."""
    now: Condition[int] = bindparam("now", type_=BigInteger)
    asked = _asked("asked")
    stale = func.coalesce(Session.last_time, 0) <= now - SEEN_SECONDS
    seen = update(Session).where(Session._is_good(asked.c.hash, now), stale)
    seen = seen.values(last_time=now, address=asked.c.address)
    asked = _asked("found_by")
    invited = and_(User.nick.is_(None), Invite.open_for(User.phone))
    seq = func.coalesce(Counter.seq, 0)
    found = exists().where(ContactMatch.owner == User.uid, ContactMatch.push_time.is_(None))
    more = (Session.sid, User.phone, User.tags, User.like_me_count, User.first_start, seq)
    return Prepared(
        select(asked.c.hash, *User.shown(), *more, ClientData.data, invited, found)
        .select_from(asked)
        .join(Session, Session._is_good(asked.c.hash, now))
        .join(User, User.uid == Session.uid)
        .outerjoin(ClientData, ClientData.uid == Session.uid)
        .outerjoin(Counter, Counter.uid == Session.uid)
        .add_cte(seen.cte("seen"))
    )


def _asked(name: str) -> TableValuedAlias:
    """The session ids of starts with their addresses, as a table."""
    hashes = cast(bindparam("hashes"), ARRAY(LargeBinary))
    addresses = cast(bindparam("addresses"), ARRAY(Text))
    columns = column("hash", LargeBinary), column("address", Text)
    return func.unnest(hashes, addresses).table_valued(*columns, name=name).render_derived()


def _new_ticket(now: int) -> Ticket:
    sessionid = "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))
    limits = settings.limits
    return Ticket(sessionid, now + min(limits.session_days, limits.session_max_days) * DAY)


def _hash(sessionid: str) -> bytes:
    # Without salt or key: 24 random characters cannot be guessed from their hash.
    return hashlib.sha256(sessionid.encode()).digest()
