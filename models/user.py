"""Accounts, the data that clients store with them, and votes for users."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Row,
    Select,
    SmallInteger,
    Text,
    any_,
    case,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

import texts
from models.base import Base, Flag, Key, Now, Plain, Zero, flags, unix_now
from models.closure import is_closed
from models.errors import NotFound, Taken
from models.limits import take_turns
from models.media import names_files
from models.prepared import prepared
from models.statements import NUMBERS, Value

# The columns of an account that others see: the keys of the `user` object.
SHOWN = (
    "uid", "nick", "signature", "headpic", "background_image", "sex", "birthday", "marriage",
    "height", "position", "job", "create_time", "actor", "actor_level", "active_by",
    "active_level", "is_stew",
)  # fmt: skip

PICTURES = ("headpic", "background_image")


def folded(text: str) -> str:
    """Return a nick, or a part of one, in the form that is compared, but not trimmed."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def nick_key(nick: str) -> str:
    """Return the form of a nick that is compared: trimmed, NFKC, case folded."""
    return folded(nick).strip()


def nick_columns(nick: str) -> dict[str, str]:
    """The columns of a nick and of the forms computed from it."""
    return {"nick": nick, "nick_key": nick_key(nick), "nick_look": texts.look(nick)}


class User(Base):
    """An account, one per phone number, made at the first login.

    The columns named in SHOWN are the `user` object; `nick` null means that the profile is not
    filled in yet. `uid`, `tags` and `like_me_count` are the `exdata` object.
    """

    __tablename__ = "users"
    noun = "user"

    uid: Mapped[Key]
    nick: Mapped[str | None]
    signature: Mapped[str | None]
    headpic: Mapped[str | None]
    background_image: Mapped[str | None]
    # 0 unknown, 1 male, 2 female
    sex: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    # unix seconds, may be negative
    birthday: Mapped[int | None]
    marriage: Mapped[int | None] = mapped_column(SmallInteger)
    # cm
    height: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    # free text, a place; the user's real place is in `positions`
    position: Mapped[str | None]
    job: Mapped[str | None]
    create_time: Mapped[Now]
    # 1 = was activated, or appointed by operations
    actor: Mapped[Flag]
    # highest level the user may hand out
    actor_level: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))
    # uid of the activator, 0 = nobody; no foreign key, because that account may be deleted
    active_by: Mapped[Zero]
    active_level: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    # set by operations; clients decide what it means
    is_stew: Mapped[Flag]

    # E.164: "+" and digits. Prefix search with country code uses this column.
    phone: Mapped[Plain] = mapped_column(unique=True)
    # The digits of the national spelling (trunk prefix included where the country writes one),
    # for prefix search by what people type. Not unique: countries share numbers.
    phone_national: Mapped[Plain]
    # The compared form of the nick: trimmed, NFKC, case folded. Null exactly when `nick` is.
    nick_key: Mapped[Plain | None] = mapped_column(unique=True)
    # What the nick looks like (texts.look). Not unique: older nicks with the same look stay. Null
    # without a nick, and until a job has computed it.
    nick_look: Mapped[Plain | None]
    # argon2 hash, null = no password set
    psw: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    like_me_count: Mapped[Zero]
    # When tags or position last changed. Deliberately without an index: an update that touches
    # no indexed column is cheap, and places are reported often.
    changed_time: Mapped[int] = mapped_column(default=unix_now)
    # 1 = others may find the account by its number
    find_by_phone: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))
    # When the first session start was, null before it; phone books are matched at that moment.
    first_start: Mapped[int | None]
    # 1 = the user's friends may know whether the user is online, and when the user last was
    show_online: Mapped[int] = mapped_column(SmallInteger, default=1, server_default=text("1"))

    __table_args__ = (
        *flags("actor", "is_stew", "find_by_phone", "show_online"),
        CheckConstraint("sex BETWEEN 0 AND 2", name="sex"),
        CheckConstraint("(nick IS NULL) = (nick_key IS NULL)", name="nick_key"),
        CheckConstraint("phone ~ '^[+][0-9]+$'", name="phone"),
        Index(None, "phone_national"),
        Index(None, "nick_look"),
        Index(
            "ix_users_no_look",
            "uid",
            postgresql_where=text("nick IS NOT NULL AND nick_look IS NULL"),
        ),
        Index(None, "tags", postgresql_using="gin"),
        # for tags of many users: the latest changes first
        Index(None, "changed_time", "uid"),
        names_files("users", *PICTURES, "nick", "signature", "position", "job"),
        {"postgresql_with": {"fillfactor": 90}},
    )

    @classmethod
    def shown(cls) -> tuple[InstrumentedAttribute[Any], ...]:
        """Return the columns of the `user` object."""
        return tuple(getattr(cls, name) for name in SHOWN)

    @classmethod
    def require(cls, db: Session, uid: int) -> None:
        """Raise NotFound unless there is such a user."""
        if not _open(db, uid):
            raise NotFound(cls.noun)

    @classmethod
    def known(cls, db: Session, uids: Iterable[int]) -> list[int]:
        """Return those of the ids that exist, ascending, and lock the users against deletion."""
        return [uid for (uid,) in _known(db, list(uids))]

    @classmethod
    def nick_of(cls, db: Session, uid: int) -> str | None:
        """Return a user's nick, None without one."""
        return next((nick for (nick,) in _nick(db, uid)), None)

    @classmethod
    def change(cls, db: Session, uid: int, columns: Mapping[str, Any]) -> None:
        """Overwrite columns of a user; raises Taken when another user has the nick."""
        values = dict(columns)
        if not values:
            return
        if "nick" in values:
            _require_own_look(db, uid, values["nick"])
            values |= nick_columns(values["nick"])
        query = update(cls).where(cls.uid == uid).values(values)
        try:
            db.execute(query, execution_options={"synchronize_session": False})
        except IntegrityError as error:
            if error.orig.diag.constraint_name != "uq_users_nick_key":  # type: ignore[union-attr]
                raise
            raise Taken("nick taken") from None

    @classmethod
    def look_at_nicks(cls, db: Session, limit: int) -> int:
        """Compute the missing looks of nicks; return how many."""
        unseen = select(cls).where(cls.nick.is_not(None), cls.nick_look.is_(None)).limit(limit)
        rows = db.scalars(unseen.with_for_update(skip_locked=True, key_share=True)).all()
        for row in rows:
            row.nick_look = texts.look(row.nick or "")
        return len(rows)

    @classmethod
    def hold(cls, db: Session, uid: int) -> None:
        """Lock a user against other callers of `hold` until this transaction ends.

        Others may still insert rows that refer to the user.
        """
        _held(db, uid)

    @classmethod
    def activate(cls, db: Session, uid: int, level: int, by_uid: int) -> Row[int, int]:
        """Give a user the level of an activator; return `active_level` and `active_by`.

        The user may give others one level less. A level already reached and its activator stay.
        """
        higher = cls.active_level < level
        change = update(cls).where(cls.uid == uid).returning(cls.active_level, cls.active_by)
        return db.execute(
            change.values(
                actor=1,
                actor_level=func.greatest(cls.actor_level, level - 1),
                active_by=case((higher, by_uid), else_=cls.active_by),
                active_level=func.greatest(cls.active_level, level),
            ).execution_options(synchronize_session=False)
        ).one()

    @classmethod
    def locked(cls, db: Session, uid: int) -> "User | None":
        """Return the present row, locked against other writers; None when it is deleted."""
        # FOR NO KEY UPDATE: others may still write rows that refer to this one.
        return db.get(cls, uid, with_for_update={"key_share": True}, populate_existing=True)

    @classmethod
    def with_phone(cls, db: Session, phone: str, national: str, now: int) -> int:
        """Return the uid of the account with this phone, which is made if there is none yet."""
        row = {"phone": phone, "phone_national": national, "create_time": now, "changed_time": now}
        new = insert(cls).values(row).on_conflict_do_nothing(index_elements=[cls.phone])
        made = db.scalar(new.returning(cls.uid))
        # A conflicting row is committed by now, so a new statement sees it.
        return made or db.execute(select(cls.uid).where(cls.phone == phone)).scalar_one()

    @classmethod
    def login_row(cls, db: Session, phone: str | None, key: str) -> tuple[int, str | None]:
        """Return uid and password hash of the account with this phone, else of that nick.

        (0, None) when there is neither.
        """
        query = select(cls.uid, cls.psw).where(or_(cls.phone == phone, cls.nick_key == key))
        row = db.execute(query.order_by((cls.phone == phone).desc()).limit(1)).first()
        return (row.uid, row.psw) if row else (0, None)

    @classmethod
    def uid_of_phone(cls, db: Session, phone: str) -> int | None:
        """Return the uid of the account with this number (E.164)."""
        return db.scalar(select(cls.uid).where(cls.phone == phone))

    @classmethod
    def take_phone(cls, db: Session, uid: int, phone: str, national: str) -> bool:
        """Give an account a number unless another one has it; return whether that succeeded."""
        change = update(cls).where(cls.uid == uid)
        try:
            with db.begin_nested():
                db.execute(change.values(phone=phone, phone_national=national))
        except IntegrityError:
            return False
        return True

    def take_nick(self, db: Session, nick: str) -> bool:
        """Take a nick unless another account has it; return whether that succeeded."""
        try:
            with db.begin_nested():
                _require_own_look(db, self.uid, nick)
                for name, value in nick_columns(nick).items():
                    setattr(self, name, value)
                db.flush()  # inside the savepoint, so that a conflict rolls only this back
        except (IntegrityError, Taken):
            db.refresh(self)
            return False
        return True


def _require_own_look(db: Session, uid: int, nick: str) -> None:
    """Raise Taken when another user's nick looks the same; callers with the same look wait."""
    seen = texts.look(nick)
    take_turns(db, [f"nick:{seen}"])
    others = select(User.uid).where(User.nick_look == seen, User.uid != uid).limit(1)
    if db.scalar(others) is not None:
        raise Taken("nick taken")


class UserLike(Base):
    """One vote of a user for another, once per pair for ever; counted in `like_me_count`."""

    __tablename__ = "user_likes"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    by_uid: Mapped[int] = mapped_column(
        ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True, index=True
    )
    time: Mapped[Now]

    @classmethod
    def vote(cls, db: Session, uid: int, by_uid: int, now: int) -> None:
        """Count the vote of `by_uid` for a user, the first time only; raises NotFound."""
        # Both users are locked at once, in the order in which a block locks them.
        if uid not in User.known(db, [uid, by_uid]):
            raise NotFound(User.noun)
        new = insert(cls).values(uid=uid, by_uid=by_uid, time=now).on_conflict_do_nothing()
        if db.scalar(new.returning(cls.uid)) is not None:
            User.change(db, uid, {"like_me_count": User.like_me_count + 1})


class ClientData(Base):
    """The object a client keeps with `tools.save_data`; keys are merged, never removed."""

    __tablename__ = "client_data"

    uid: Mapped[int] = mapped_column(ForeignKey("users.uid", ondelete="CASCADE"), primary_key=True)
    # JSON text, as the client wrote it: JSONB would change the spelling of its numbers
    data: Mapped[str]

    __table_args__ = (names_files("client_data", "data"),)

    @classmethod
    def text(cls, db: Session, uid: int) -> str | None:
        """Return a user's data as JSON text."""
        return db.scalar(select(cls.data).where(cls.uid == uid))

    @classmethod
    def locked(cls, db: Session, uid: int) -> "ClientData":
        """Return a user's row, made if there is none, locked until the transaction ends."""
        new = insert(cls).values(uid=uid, data="{}").on_conflict_do_nothing()
        db.execute(new)
        return cls.get(db, uid, lock=True)


@prepared()
def _open(uid: Value) -> Select[int]:
    return select(User.uid).where(User.uid == uid, ~is_closed(User.uid))


@prepared()
def _nick(uid: Value) -> Select[str | None]:
    return select(User.nick).where(User.uid == uid)


@prepared()
def _held(uid: Value) -> Select[int]:
    return select(User.uid).where(User.uid == uid).with_for_update(key_share=True)


@prepared(uids=NUMBERS)
def _known(uids: Value) -> Select[int]:
    known = select(User.uid).where(User.uid == any_(uids), ~is_closed(User.uid))
    return known.order_by(User.uid).with_for_update(read=True, key_share=True)
