"""How users find and meet each other."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text

# the place as a point in space, metres from the centre of the earth
EARTH = (
    "cube(ARRAY[6378168 * cos(radians(lat)) * cos(radians(long)),"
    " 6378168 * cos(radians(lat)) * sin(radians(long)),"
    " 6378168 * sin(radians(lat))])"
)


class Cube(sa.types.UserDefinedType[str]):
    def get_col_spec(self, **_: object) -> str:
        return "cube"


def friends() -> None:
    op.create_table(
        "friends",
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["users.uid"], name="fk_friends_owner_users", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_friends_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner", "uid", name="pk_friends"),
    )
    op.create_index("ix_friends_owner_time_uid", "friends", ["owner", "time", "uid"])
    op.create_index("ix_friends_uid", "friends", ["uid"])


def positions() -> None:
    op.create_table(
        "positions",
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("long", sa.Double(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("earth", Cube(), sa.Computed(EARTH, persisted=True), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(lat, long) <> 1 AND lat BETWEEN -90 AND 90 AND long BETWEEN -180 AND 180",
            name=op.f("ck_positions_place"),
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_positions_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name="pk_positions"),
    )
    op.create_index("ix_positions_earth", "positions", ["earth"], postgresql_using="gist")


def contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["users.uid"], name="fk_contacts_owner_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner", "phone", name="pk_contacts"),
    )
    op.create_index("ix_contacts_number_owner", "contacts", ["number", "owner"])


def contact_matches() -> None:
    op.create_table(
        "contact_matches",
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("push_time", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"], ["users.uid"], name="fk_contact_matches_owner_users", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_contact_matches_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner", "uid", name="pk_contact_matches"),
    )
    op.create_index("ix_contact_matches_uid", "contact_matches", ["uid"])
    op.create_index(
        "ix_contact_matches_waiting",
        "contact_matches",
        ["create_time", "owner"],
        postgresql_where=text("push_time IS NULL"),
    )


def activation_codes() -> None:
    op.create_table(
        "activation_codes",
        sa.Column("active_code", sa.Text(collation="C"), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("timeout", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_activation_codes_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("active_code", name="pk_activation_codes"),
    )
    op.create_index("ix_activation_codes_timeout", "activation_codes", ["timeout"])
    op.create_index("ix_activation_codes_uid", "activation_codes", ["uid"])


def album_media() -> None:
    op.create_table(
        "album_media",
        sa.Column("did", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("video", sa.Text(), nullable=True),
        sa.Column("voice", sa.Text(), nullable=True),
        sa.Column("length", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("text", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("type IN ('pic', 'vdo', 'vic')", name=op.f("ck_album_media_type")),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_album_media_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("did", name="pk_album_media"),
    )
    op.create_index("ix_album_media_uid_did", "album_media", ["uid", "did"])


STEPS = (
    friends,
    positions,
    contacts,
    contact_matches,
    activation_codes,
    album_media,
)
