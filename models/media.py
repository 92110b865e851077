"""Files whose last use may be over: noted by the database when a post or album entry goes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import DDL, CheckConstraint, Index, delete, event, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now, Zero

ONE_FILE = "num_nonnulls(picture, video, voice) > 0"
"""Rows of tables where only one of the three is set have a file."""
THE_FILE = "coalesce(picture, video, voice)"

# A file's name is its content's hash, the last part of its address; clients may append a query.
NAME_FUNCTION = r"""
CREATE OR REPLACE FUNCTION media_name(url text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN substring(url FROM '/([A-Za-z0-9_-]{28})(?:[?#].*)?$')
"""
NOTE_FUNCTION = """
CREATE OR REPLACE FUNCTION note_dropped_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO dropped_files (name, time)
    SELECT DISTINCT media_name(url), extract(epoch FROM now())::bigint
    FROM gone, unnest(ARRAY[gone.picture, gone.video, gone.voice]) AS url
    WHERE media_name(url) IS NOT NULL
    ORDER BY 1
    ON CONFLICT (name) DO UPDATE SET time = excluded.time;
    RETURN NULL;
END $$
"""
WATCHED = ("posts", "post_media", "album_media")
USES = (
    *((table, THE_FILE, ONE_FILE) for table in ("messages", "post_media", "album_media")),
    *(("posts", name, f"{name} IS NOT NULL") for name in ("picture", "video", "voice")),
    *(("users", name, f"{name} IS NOT NULL") for name in ("headpic", "background_image")),
    ("invites", "headpic", "headpic IS NOT NULL"),
    *(("circles", name, "true") for name in ("icon_url", "poster_url")),
    ("circle_links", "icon_url", "true"),
    *(("merchandise", name, "true") for name in ("icon_url", "show_post_url")),
)
"""Where an address of a file may stand: table, expression, and the condition of the index."""


class OneFile:
    """Columns of tables whose rows have one file each: of the three only that of `type`."""

    type: Mapped[str]
    picture: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    video: Mapped[str | None]
    voice: Mapped[str | None]
    # ms, 0 = unknown
    length: Mapped[Zero]

    @staticmethod
    def constraints(table: str) -> tuple[CheckConstraint, Index]:
        """What the table needs for them."""
        check = CheckConstraint("type IN ('pic', 'vdo', 'vic')", name="type")
        return check, file_index(table, THE_FILE, ONE_FILE)


def file_index(table: str, expression: str, where: str) -> Index:
    """The index that finds a table's rows by the file they show."""
    name = expression if expression.isidentifier() else "file"
    return Index(
        f"ix_{table}_{name}_name",
        text(f"media_name({expression})"),
        postgresql_where=text(where),
    )


def note_trigger(table: str) -> str:
    """The trigger that notes the files of deleted rows, whatever deleted them."""
    return (
        f"CREATE TRIGGER note_dropped_files AFTER DELETE ON {table} "
        "REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION note_dropped_files()"
    )


class DroppedFile(Base):
    """A file that a deleted post or album entry showed, and that others may still show."""

    __tablename__ = "dropped_files"
    noun = "file"

    name: Mapped[str] = mapped_column(primary_key=True)
    # of the deletion, or when the store is asked again
    time: Mapped[Now] = mapped_column(index=True)

    @classmethod
    def due(cls, db: Session, before: int, limit: int) -> list[str]:
        """Names noted before a time, oldest first, locked."""
        query = select(cls.name).where(cls.time < before).order_by(cls.time).limit(limit)
        return list(db.scalars(query.with_for_update(skip_locked=True)))

    @classmethod
    def in_use(cls, db: Session, names: Sequence[str]) -> set[str]:
        """Those of the names that some row still shows."""
        if not names:
            return set()
        statement = " UNION ".join(
            f"SELECT name FROM wanted WHERE EXISTS (SELECT FROM {table} "  # noqa: S608
            f"WHERE {where} AND media_name({expression}) = wanted.name)"
            for table, expression, where in USES
        )
        query = text(f"WITH wanted AS (SELECT unnest(:names) AS name) {statement}")
        return set(db.scalars(query, {"names": list(names)}))

    @classmethod
    def forget(cls, db: Session, names: Sequence[str]) -> None:
        """Nothing is to be done for these any more."""
        db.execute(delete(cls).where(cls.name.in_(names)))

    @classmethod
    def postpone(cls, db: Session, names: Sequence[str], time: int) -> None:
        """Look at these again at a later time."""
        db.execute(update(cls).where(cls.name.in_(names)).values(time=time))


def _also(when: str, statement: str) -> None:
    event.listen(Base.metadata, when, DDL(statement))  # type: ignore[no-untyped-call]


# For databases made from the models; the migrations say the same in their own words.
_also("before_create", NAME_FUNCTION)
_also("after_create", NOTE_FUNCTION)
for _table in WATCHED:
    _also("after_create", note_trigger(_table))
