"""Circles, their roles and members, and who is invited."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text


def circles() -> None:
    op.create_table(
        "circles",
        sa.Column("cid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("board", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("store_group_id", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("poster_url", sa.Text(), nullable=True),
        sa.Column("interact_poster", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("icon_url", sa.Text(), nullable=True),
        sa.Column("default_roleid", sa.BigInteger(), nullable=True),
        sa.Column("open_join", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.CheckConstraint("open_join IN (0, 1)", name=op.f("ck_circles_open_join")),
        sa.ForeignKeyConstraint(
            ["cid", "default_roleid"],
            ["circle_roles.cid", "circle_roles.roleid"],
            name="fk_circles_cid_default_roleid_circle_roles",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("cid", name="pk_circles"),
    )


def circle_roles() -> None:
    op.create_table(
        "circle_roles",
        sa.Column("cid", sa.BigInteger(), nullable=False),
        sa.Column("roleid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cid"], ["circles.cid"], name="fk_circle_roles_cid_circles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cid", "roleid", name="pk_circle_roles"),
    )
    # the two tables refer to each other, so this key comes after both
    op.create_foreign_key(
        "fk_circles_cid_default_roleid_circle_roles",
        "circles",
        "circle_roles",
        ["cid", "default_roleid"],
        ["cid", "roleid"],
    )


def circle_members() -> None:
    op.create_table(
        "circle_members",
        sa.Column("cid", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("roleid", sa.BigInteger(), nullable=False),
        sa.Column("by_uid", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cid", "roleid"],
            ["circle_roles.cid", "circle_roles.roleid"],
            name="fk_circle_members_cid_roleid_circle_roles",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["cid"], ["circles.cid"], name="fk_circle_members_cid_circles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_circle_members_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cid", "uid", name="pk_circle_members"),
    )
    op.create_index("ix_circle_members_cid_roleid", "circle_members", ["cid", "roleid"])
    op.create_index("ix_circle_members_cid_time_uid", "circle_members", ["cid", "time", "uid"])
    op.create_index("ix_circle_members_uid_time_cid", "circle_members", ["uid", "time", "cid"])


def circle_boards() -> None:
    op.create_table(
        "circle_boards",
        sa.Column("bid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("cid", sa.BigInteger(), nullable=False),
        sa.Column("board", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cid"], ["circles.cid"], name="fk_circle_boards_cid_circles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bid", name="pk_circle_boards"),
    )
    op.create_index("ix_circle_boards_cid_bid", "circle_boards", ["cid", "bid"])


def circle_links() -> None:
    op.create_table(
        "circle_links",
        sa.Column("ceid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("cid", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("icon_url", sa.Text(), nullable=True),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cid"], ["circles.cid"], name="fk_circle_links_cid_circles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ceid", name="pk_circle_links"),
    )
    op.create_index("ix_circle_links_cid_ceid", "circle_links", ["cid", "ceid"])


def circle_codes() -> None:
    op.create_table(
        "circle_codes",
        sa.Column("vcode", sa.Text(collation="C"), nullable=False),
        sa.Column("cid", sa.BigInteger(), nullable=False),
        sa.Column("roleid", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("timeout", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cid"], ["circles.cid"], name="fk_circle_codes_cid_circles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_circle_codes_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("vcode", name="pk_circle_codes"),
    )
    op.create_index("ix_circle_codes_timeout", "circle_codes", ["timeout"])
    op.create_index("ix_circle_codes_uid", "circle_codes", ["uid"])


def join_requests() -> None:
    op.create_table(
        "join_requests",
        sa.Column("eid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("touid", sa.BigInteger(), nullable=False),
        sa.Column("cid", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("accept_time", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cid"], ["circles.cid"], name="fk_join_requests_cid_circles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["eid"], ["events.eid"], name="fk_join_requests_eid_events", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["touid"], ["users.uid"], name="fk_join_requests_touid_users", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_join_requests_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("eid", name="pk_join_requests"),
    )
    op.create_index("ix_join_requests_touid", "join_requests", ["touid"])
    op.create_index(
        "ix_join_requests_uid_cid_touid_create_time",
        "join_requests",
        ["uid", "cid", "touid", "create_time"],
    )


def invites() -> None:
    op.create_table(
        "invites",
        sa.Column("invite_id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.Text(collation="C"), nullable=False),
        sa.Column("nick", sa.Text(), nullable=False),
        sa.Column("headpic", sa.Text(), nullable=True),
        sa.Column("sex", sa.SmallInteger(), nullable=True),
        sa.Column("birthday", sa.BigInteger(), nullable=True),
        sa.Column("marriage", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("height", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("join_cid", sa.BigInteger(), nullable=True),
        sa.Column("join_roleid", sa.BigInteger(), nullable=True),
        sa.Column("joined_uid", sa.BigInteger(), nullable=True),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("sms_send_time", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("sex BETWEEN 0 AND 2", name=op.f("ck_invites_sex")),
        sa.ForeignKeyConstraint(
            ["join_cid"], ["circles.cid"], name="fk_invites_join_cid_circles", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["joined_uid"], ["users.uid"], name="fk_invites_joined_uid_users", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_invites_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invite_id", name="pk_invites"),
        sa.UniqueConstraint("uid", "phone", name="uq_invites_uid_phone"),
    )
    op.create_index("ix_invites_joined_uid", "invites", ["joined_uid"])
    op.create_index(
        "ix_invites_phone_invite_id",
        "invites",
        ["phone", "invite_id"],
        postgresql_where=text("joined_uid IS NULL"),
    )
    op.create_index("ix_invites_uid_invite_id", "invites", ["uid", "invite_id"])


STEPS = (
    circles,
    circle_roles,
    circle_members,
    circle_boards,
    circle_links,
    circle_codes,
    join_requests,
    invites,
)
