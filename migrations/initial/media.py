"""Which files are shown where, and which were dropped."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

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
NOTE_TRIGGER = """
CREATE TRIGGER note_dropped_files AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION note_dropped_files()
"""
FUNCTIONS = ("media_name(text)", "note_dropped_files()")
# with three columns of which one is set
ONE_FILE = ("messages", "post_media", "album_media")
COLUMNS = (
    *(("posts", name) for name in ("picture", "video", "voice")),
    *(("users", name) for name in ("headpic", "background_image")),
    ("invites", "headpic"),
)


def dropped_files() -> None:
    op.create_table(
        "dropped_files",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_dropped_files"),
    )
    op.create_index("ix_dropped_files_time", "dropped_files", ["time"])
    _indexes()
    op.execute(NOTE_FUNCTION)
    for table in ("posts", "post_media", "album_media"):
        op.execute(NOTE_TRIGGER.format(table=table))


def _indexes() -> None:
    op.execute(NAME_FUNCTION)
    for table in ONE_FILE:
        op.create_index(
            f"ix_{table}_file_name",
            table,
            [text("media_name(coalesce(picture, video, voice))")],
            postgresql_where=text("num_nonnulls(picture, video, voice) > 0"),
        )
    for table, name in COLUMNS:
        op.create_index(
            f"ix_{table}_{name}_name",
            table,
            [text(f"media_name({name})")],
            postgresql_where=text(f"{name} IS NOT NULL"),
        )


STEPS = (dropped_files,)
