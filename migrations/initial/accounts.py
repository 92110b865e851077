"""Users and what belongs to a login."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text
from sqlalchemy.dialects import postgresql


def users() -> None:
    op.create_table(
        "users",
        sa.Column("uid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("nick", sa.Text(), nullable=True),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("headpic", sa.Text(), nullable=True),
        sa.Column("background_image", sa.Text(), nullable=True),
        sa.Column("sex", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("birthday", sa.BigInteger(), nullable=True),
        sa.Column("marriage", sa.SmallInteger(), nullable=True),
        sa.Column("height", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("actor_level", sa.SmallInteger(), server_default=text("1"), nullable=False),
        sa.Column("active_by", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("active_level", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("is_stew", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("phone", sa.Text(collation="C"), nullable=False),
        sa.Column("phone_national", sa.Text(collation="C"), nullable=False),
        sa.Column("nick_key", sa.Text(collation="C"), nullable=True),
        sa.Column("psw", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default=text("'{}'"), nullable=False),
        sa.Column("like_me_count", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("changed_time", sa.BigInteger(), nullable=False),
        sa.Column("first_start", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("phone ~ '^[+][0-9]+$'", name=op.f("ck_users_phone")),
        sa.CheckConstraint("(nick IS NULL) = (nick_key IS NULL)", name=op.f("ck_users_nick_key")),
        sa.CheckConstraint("actor IN (0, 1)", name=op.f("ck_users_actor")),
        sa.CheckConstraint("is_stew IN (0, 1)", name=op.f("ck_users_is_stew")),
        sa.CheckConstraint("sex BETWEEN 0 AND 2", name=op.f("ck_users_sex")),
        sa.PrimaryKeyConstraint("uid", name="pk_users"),
        sa.UniqueConstraint("nick_key", name="uq_users_nick_key"),
        sa.UniqueConstraint("phone", name="uq_users_phone"),
        postgresql_with={"fillfactor": 90},
    )
    op.create_index("ix_users_phone_national", "users", ["phone_national"])
    op.create_index("ix_users_tags", "users", ["tags"], postgresql_using="gin")


def client_data() -> None:
    op.create_table(
        "client_data",
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_client_data_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name="pk_client_data"),
    )


def user_likes() -> None:
    op.create_table(
        "user_likes",
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("by_uid", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_uid"], ["users.uid"], name="fk_user_likes_by_uid_users", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_user_likes_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", "by_uid", name="pk_user_likes"),
    )
    op.create_index("ix_user_likes_by_uid", "user_likes", ["by_uid"])


def sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("sid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("old_hash", sa.LargeBinary(), nullable=True),
        sa.Column("old_until", sa.BigInteger(), nullable=True),
        sa.Column("timeout", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.CheckConstraint("method IN ('code', 'password')", name=op.f("ck_sessions_method")),
        sa.CheckConstraint(
            "(old_hash IS NULL) = (old_until IS NULL)", name=op.f("ck_sessions_old")
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_sessions_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sid", name="pk_sessions"),
        sa.UniqueConstraint("id_hash", name="uq_sessions_id_hash"),
    )
    op.create_index(
        "ix_sessions_old_hash",
        "sessions",
        ["old_hash"],
        unique=True,
        postgresql_where=text("old_hash IS NOT NULL"),
    )
    op.create_index(
        "ix_sessions_old_until",
        "sessions",
        ["old_until"],
        postgresql_where=text("old_until IS NOT NULL"),
    )
    op.create_index("ix_sessions_timeout", "sessions", ["timeout"])
    op.create_index("ix_sessions_uid", "sessions", ["uid"])


def sms_codes() -> None:
    op.create_table(
        "sms_codes",
        sa.Column("codeid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("phone", sa.Text(collation="C"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.CheckConstraint(
            "(purpose = 'change') = (uid IS NOT NULL)", name=op.f("ck_sms_codes_uid")
        ),
        sa.CheckConstraint("purpose IN ('login', 'change')", name=op.f("ck_sms_codes_purpose")),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_sms_codes_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("codeid", name="pk_sms_codes"),
    )
    op.create_index("ix_sms_codes_create_time", "sms_codes", ["create_time"])
    op.create_index(
        "ix_sms_codes_phone_purpose_uid",
        "sms_codes",
        ["phone", "purpose", "uid"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_sms_codes_uid", "sms_codes", ["uid"])


def sms_sent() -> None:
    op.create_table(
        "sms_sent",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sms_sent"),
    )
    op.create_index("ix_sms_sent_kind_key_time", "sms_sent", ["kind", "key", "time"])
    op.create_index("ix_sms_sent_time", "sms_sent", ["time"])


def failures() -> None:
    op.create_table(
        "failures",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failures"),
    )
    op.create_index("ix_failures_kind_key_time", "failures", ["kind", "key", "time"])
    op.create_index("ix_failures_time", "failures", ["time"])


def devices() -> None:
    op.create_table(
        "devices",
        sa.Column("sid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("device_token", sa.Text(), nullable=False),
        sa.Column("is_debug", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("badge", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("badge_msgid", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("badge >= 0", name=op.f("ck_devices_badge")),
        sa.CheckConstraint("is_debug IN (0, 1)", name=op.f("ck_devices_is_debug")),
        sa.ForeignKeyConstraint(
            ["sid"], ["sessions.sid"], name="fk_devices_sid_sessions", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_devices_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sid", name="pk_devices"),
        sa.UniqueConstraint("device_token", name="uq_devices_device_token"),
    )
    op.create_index("ix_devices_uid", "devices", ["uid"])


def unread_messages() -> None:
    op.create_table(
        "unread_messages",
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("msgid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_unread_messages_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", "msgid", name="pk_unread_messages"),
    )


STEPS = (
    users,
    client_data,
    user_likes,
    sessions,
    sms_codes,
    sms_sent,
    failures,
    devices,
    unread_messages,
)
