"""Owners of uploaded files, the texts that name files, and files that may be in use no more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Index,
    column,
    delete,
    event,
    exists,
    func,
    literal,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now, Zero

# A file's name is the hash of its content. In a text the name may follow any character that is not
# allowed in a name, an encoded slash or an escape of JSON included, and the store's operations may
# follow it. Each run of the characters of names gives at most one name, so the index of a text is
# bounded by its length.
NAMES_FUNCTION = r"""
CREATE OR REPLACE FUNCTION media_names(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT left(run, 28) FROM regexp_split_to_table(
        regexp_replace(words, '%(25)*2[Ff]|\\[bfnrt]', ' ', 'g'), '[^A-Za-z0-9_-]+'
    ) AS run
    WHERE length(run) >= 28
)
"""
MAY_NAME = "~ '[A-Za-z0-9_-]{28}'"
"""True for texts that may have the name of a file in them: few of the texts that people write."""
NOTE_FUNCTION = """
CREATE OR REPLACE FUNCTION note_dropped_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO dropped_files (name, time)
    SELECT DISTINCT file.name, extract(epoch FROM now())::bigint
    FROM gone CROSS JOIN unnest(ARRAY[gone.picture, gone.video, gone.voice]) AS shown
    JOIN uploaded_files AS file
    ON file.uid = gone.uid AND file.url = substring(shown FROM '^[^?#]*')
    ORDER BY 1
    ON CONFLICT (name) DO UPDATE SET time = excluded.time;
    RETURN NULL;
END $$
"""
WATCHED = ("posts", "post_media", "album_media")
"""Tables whose deleted rows are searched for files of their `uid`."""

NAMING: dict[str, str] = {}
"""By table: the expression of the texts that may name files. Filled by `names_files`."""


def joined(*columns: str) -> str:
    """The expression of all texts in these columns, in the parentheses that PostgreSQL writes."""
    first, *others = (f"coalesce({name}, '')" for name in columns)
    words = reduce(lambda words, more: f"(({words} || ' ') || {more})", others, first)
    return words[1:-1] if others else words


def names_files(table: str, *columns: str) -> Index:
    """The index that finds a table's rows by the files that these columns name."""
    words = NAMING[table] = joined(*columns)
    return Index(
        f"ix_{table}_files",
        text(f"media_names({words})"),
        postgresql_using="gin",
        postgresql_where=text(f"({words}) {MAY_NAME}"),
    )


class OneFile:
    """Columns of tables whose rows have one file each: of the three columns only that of `type`."""

    type: Mapped[str]
    picture: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    video: Mapped[str | None]
    voice: Mapped[str | None]
    # ms, 0 = unknown
    length: Mapped[Zero]

    @staticmethod
    def constraints(table: str, *texts: str) -> tuple[CheckConstraint, Index]:
        """The constraints of these columns; `texts`: further columns that may name files."""
        check = CheckConstraint("type IN ('pic', 'vdo', 'vic')", name="type")
        return check, names_files(table, "picture", "video", "voice", *texts)


def note_trigger(table: str) -> str:
    """The trigger that notes the files of deleted rows, however the rows are deleted."""
    return (
        f"CREATE TRIGGER note_dropped_files AFTER DELETE ON {table} "
        "REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION note_dropped_files()"
    )


def noting_files(gone: str) -> str:
    """The statement that notes files of deleted rows; `gone`: their uid, picture, video, voice.

    Only files that `uid` uploaded. For tables whose rows are deleted by statements of their own, or
    name the user otherwise than the trigger expects.
    """
    return f"""
    INSERT INTO dropped_files (name, time)
    SELECT DISTINCT file.name, extract(epoch FROM now())::bigint
    FROM ({gone}) AS gone (uid, picture, video, voice)
    CROSS JOIN unnest(ARRAY[gone.picture, gone.video, gone.voice]) AS shown
    JOIN uploaded_files AS file
    ON file.uid = gone.uid AND file.url = substring(shown FROM '^[^?#]*')
    ORDER BY 1
    ON CONFLICT (name) DO UPDATE SET time = excluded.time"""  # noqa: S608


class UploadedFile(Base):
    """An upload that the store has reported: `url` is the answer that the store got.

    Only such files are ever deleted, when the uploader does not show them any more: an address does
    not say who owns the file. The row may still have the `uid` of a deleted account, whose files
    are deleted soon after it.
    """

    __tablename__ = "uploaded_files"
    noun = "file"

    uid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    url: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    # of the last upload
    time: Mapped[Now]

    @classmethod
    def record(cls, db: Session, uid: int, url: str, name: str, now: int) -> None:
        """Store who uploaded a file; if it was due to be deleted, it is kept."""
        new = insert(cls).values(uid=uid, url=url, name=name, time=now)
        keys = [cls.uid, cls.url]
        db.execute(new.on_conflict_do_update(index_elements=keys, set_={"time": now}))
        DroppedFile.forget(db, [name])

    @classmethod
    def of_several(cls, db: Session, names: Sequence[str]) -> set[str]:
        """Those of the names that more than one user uploaded."""
        query = select(cls.name).where(cls.name.in_(names)).group_by(cls.name)
        return set(db.scalars(query.having(func.count(cls.uid.distinct()) > 1)))

    @classmethod
    def without_account(cls, db: Session, names: Collection[str]) -> set[str]:
        """Those of the names whose uploader's account is deleted."""
        users = table("users", column("uid"))
        gone = ~exists().where(users.c.uid == cls.uid)
        return set(db.scalars(select(cls.name).where(cls.name.in_(names), gone)))

    @classmethod
    def forget(cls, db: Session, names: Sequence[str]) -> None:
        """Remove the rows of files that were deleted."""
        db.execute(delete(cls).where(cls.name.in_(names)))


class DroppedFile(Base):
    """A file that its uploader no longer shows in one place, and that others may still show."""

    __tablename__ = "dropped_files"
    noun = "file"

    name: Mapped[str] = mapped_column(primary_key=True)
    # when it was dropped, or when the store is asked again
    time: Mapped[Now] = mapped_column(index=True)

    @classmethod
    def all_of(cls, db: Session, uid: int, now: int) -> None:
        """Note all files that a user ever uploaded."""
        theirs = select(UploadedFile.name, literal(now))
        theirs = theirs.where(UploadedFile.uid == uid).distinct().order_by(UploadedFile.name)
        new = insert(cls).from_select(["name", "time"], theirs)
        db.execute(new.on_conflict_do_update(index_elements=[cls.name], set_={"time": now}))

    @classmethod
    def note(cls, db: Session, uid: int, url: str, now: int) -> None:
        """Note one file that a user no longer shows, if the user uploaded it."""
        address = func.substring(url, "^[^?#]*")
        theirs = select(UploadedFile.name, literal(now))
        theirs = theirs.where(UploadedFile.uid == uid, UploadedFile.url == address)
        new = insert(cls).from_select(["name", "time"], theirs)
        db.execute(new.on_conflict_do_update(index_elements=[cls.name], set_={"time": now}))

    @classmethod
    def put(cls, db: Session, name: str, time: int) -> None:
        """Let a file be deleted at a time, unless it is in use then."""
        new = insert(cls).values(name=name, time=time)
        db.execute(new.on_conflict_do_update(index_elements=[cls.name], set_={"time": time}))

    @classmethod
    def due(cls, db: Session, before: int, limit: int) -> list[str]:
        """Names noted before a time, oldest first, locked."""
        query = select(cls.name).where(cls.time < before).order_by(cls.time).limit(limit)
        return list(db.scalars(query.with_for_update(skip_locked=True)))

    @classmethod
    def in_use(cls, db: Session, names: Sequence[str]) -> set[str]:
        """Those of the names that are in any row, whatever address they are part of."""
        if not names:
            return set()
        statement = " UNION ".join(
            f"SELECT name FROM wanted WHERE EXISTS (SELECT FROM {table} "  # noqa: S608
            f"WHERE ({words}) {MAY_NAME} AND media_names({words}) @> ARRAY[wanted.name])"
            for table, words in NAMING.items()
        )
        query = text(f"WITH wanted AS (SELECT unnest(:names) AS name) {statement}")
        return set(db.scalars(query, {"names": list(names)}))

    @classmethod
    def forget(cls, db: Session, names: Sequence[str]) -> None:
        """Remove the notes of these names."""
        db.execute(delete(cls).where(cls.name.in_(names)))

    @classmethod
    def postpone(cls, db: Session, names: Sequence[str], time: int) -> None:
        """Let these names be checked again at a later time."""
        db.execute(update(cls).where(cls.name.in_(names)).values(time=time))


def _also(when: str, statement: str) -> None:
    event.listen(Base.metadata, when, DDL(statement))  # type: ignore[no-untyped-call]


# For databases made from the models; the migrations have SQL of their own for the same.
# DDL takes a per cent sign for a parameter.
_also("before_create", NAMES_FUNCTION.replace("%", "%%"))
_also("after_create", NOTE_FUNCTION)
for _table in WATCHED:
    _also("after_create", note_trigger(_table))
