"""Groups and their members."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text


def groups() -> None:
    op.create_table(
        "groups",
        sa.Column("gid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("creator", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("board", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("type", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column(
            "everyone_caninvite", sa.SmallInteger(), server_default=text("1"), nullable=False
        ),
        sa.Column("only_member_speak", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("only_member_watch", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("member_control", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("long", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "everyone_caninvite IN (0, 1)", name=op.f("ck_groups_everyone_caninvite")
        ),
        sa.CheckConstraint("member_control IN (0, 1)", name=op.f("ck_groups_member_control")),
        sa.CheckConstraint(
            "num_nonnulls(lat, long) <> 1 AND lat BETWEEN -90 AND 90 AND long BETWEEN -180 AND 180",
            name=op.f("ck_groups_place"),
        ),
        sa.CheckConstraint("only_member_speak IN (0, 1)", name=op.f("ck_groups_only_member_speak")),
        sa.CheckConstraint("only_member_watch IN (0, 1)", name=op.f("ck_groups_only_member_watch")),
        sa.PrimaryKeyConstraint("gid", name="pk_groups"),
    )
    op.create_index("ix_groups_creator", "groups", ["creator"])
    op.create_index("ix_groups_type_gid", "groups", ["type", "gid"])


def group_members() -> None:
    op.create_table(
        "group_members",
        sa.Column("gid", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.SmallInteger(), server_default=text("1"), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("can_post", sa.SmallInteger(), server_default=text("1"), nullable=False),
        sa.Column("state", sa.Text(), server_default=text("'member'"), nullable=False),
        sa.CheckConstraint(
            "state IN ('member', 'left', 'removed')", name=op.f("ck_group_members_state")
        ),
        sa.CheckConstraint("can_post IN (0, 1)", name=op.f("ck_group_members_can_post")),
        sa.ForeignKeyConstraint(
            ["gid"], ["groups.gid"], name="fk_group_members_gid_groups", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_group_members_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gid", "uid", name="pk_group_members"),
    )
    op.create_index(
        "ix_group_members_gid_time_uid",
        "group_members",
        ["gid", "time", "uid"],
        postgresql_where=text("state = 'member'"),
    )
    op.create_index("ix_group_members_uid_time_gid", "group_members", ["uid", "time", "gid"])


def group_invites() -> None:
    op.create_table(
        "group_invites",
        sa.Column("gid", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("fromuid", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fromuid"], ["users.uid"], name="fk_group_invites_fromuid_users", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["gid"], ["groups.gid"], name="fk_group_invites_gid_groups", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_group_invites_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gid", "uid", "fromuid", name="pk_group_invites"),
    )
    op.create_index("ix_group_invites_fromuid", "group_invites", ["fromuid"])
    op.create_index("ix_group_invites_uid", "group_invites", ["uid"])


STEPS = (
    groups,
    group_members,
    group_invites,
)
