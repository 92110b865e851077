"""Owners of uploaded files, and one index for each table in which files may be named.

Revision 0007, follows 0006.
"""

from functools import reduce

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

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
NAMING = {
    "users": ("headpic", "background_image", "nick", "signature", "position", "job"),
    "client_data": ("data",),
    "invites": ("nick", "headpic", "position"),
    "messages": ("content", "picture", "video", "voice"),
    "groups": ("name", "board", "position"),
    "posts": ("content", "picture", "video", "voice"),
    "post_media": ("picture", "video", "voice"),
    "post_replies": ("content",),
    "album_media": ("picture", "video", "voice", "text"),
    "circles": ("name", "board", "poster_url", "icon_url"),
    "circle_roles": ("title",),
    "circle_boards": ("board",),
    "circle_links": ("title", "url", "icon_url"),
    "store_groups": ("groupname", "show_info::text"),
    "merchandise": ("productname", "productdesc", "show_info::text", "show_post_url", "icon_url"),
    "endorsement_items": ("slogan",),
    "orders": ("productname", '"desc"'),
    "paylogs": ("productname", "productdesc"),
}

# ------------------------------------------------------------------------ what they replace
NAME_FUNCTION = r"""
CREATE OR REPLACE FUNCTION media_name(url text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN substring(url FROM '/([A-Za-z0-9_-]{28})(?:[?#].*)?$')
"""
FORMER_NOTE_FUNCTION = """
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
ONE_FILE = ("messages", "post_media", "album_media")
COLUMNS = (
    *(("posts", name) for name in ("picture", "video", "voice")),
    *(("users", name) for name in ("headpic", "background_image")),
    ("invites", "headpic"),
)


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "uploaded_files",
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("uid", "url", name="pk_uploaded_files"),
    )
    op.create_index("ix_uploaded_files_name", "uploaded_files", ["name"])
    op.add_column("post_media", sa.Column("uid", sa.BigInteger()))
    op.execute(NOTE_FUNCTION)
    # The owner of these is unknown.
    op.execute("DELETE FROM dropped_files")
    op.execute(NAMES_FUNCTION)
    for table, columns in NAMING.items():
        _index(table, columns)
    for table in ONE_FILE:
        op.drop_index(f"ix_{table}_file_name", table)
    for table, column in COLUMNS:
        op.drop_index(f"ix_{table}_{column}_name", table)
    op.execute("DROP FUNCTION media_name(text)")


def _index(table: str, columns: tuple[str, ...]) -> None:
    first, *others = (f"coalesce({name}, '')" for name in columns)
    words = reduce(lambda words, more: f"(({words} || ' ') || {more})", others, first)
    words = words[1:-1] if others else words
    op.create_index(
        f"ix_{table}_files",
        table,
        [text(f"media_names({words})")],
        postgresql_using="gin",
        postgresql_where=text(f"({words}) ~ '[A-Za-z0-9_-]{{28}}'"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(NAME_FUNCTION)
    for table in ONE_FILE:
        name, where = "coalesce(picture, video, voice)", "num_nonnulls(picture, video, voice) > 0"
        _former_index(f"ix_{table}_file_name", table, name, where)
    for table, column in COLUMNS:
        _former_index(f"ix_{table}_{column}_name", table, column, f"{column} IS NOT NULL")
    for table in NAMING:
        op.drop_index(f"ix_{table}_files", table)
    op.execute("DROP FUNCTION media_names(text)")
    op.execute(FORMER_NOTE_FUNCTION)
    op.drop_column("post_media", "uid")
    op.drop_table("uploaded_files")


def _former_index(index: str, table: str, name: str, where: str) -> None:
    op.create_index(index, table, [text(f"media_name({name})")], postgresql_where=text(where))
