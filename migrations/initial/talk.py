"""Messages, events, stored replies and the outbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text
from sqlalchemy.dialects import postgresql


def messages() -> None:
    op.create_table(
        "messages",
        sa.Column("msgid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("fromid", sa.BigInteger(), nullable=False),
        sa.Column("toid", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("long", sa.Double(), nullable=True),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("video", sa.Text(), nullable=True),
        sa.Column("voice", sa.Text(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("length", sa.BigInteger(), nullable=True),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "type IN ('txt', 'pic', 'vdo', 'vic', 'geo')", name=op.f("ck_messages_type")
        ),
        sa.CheckConstraint(
            "num_nonnulls(lat, long) <> 1 AND lat BETWEEN -90 AND 90 AND long BETWEEN -180 AND 180",
            name=op.f("ck_messages_place"),
        ),
        sa.PrimaryKeyConstraint("msgid", name="pk_messages"),
    )
    op.create_index("ix_messages_time", "messages", ["time"], postgresql_using="brin")
    op.create_index("ix_messages_toid_msgid", "messages", ["toid", "msgid"])


def events() -> None:
    op.create_table(
        "events",
        sa.Column("eid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(), server_default=text("'{}'"), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("eid", name="pk_events"),
    )
    op.create_index("ix_events_create_time", "events", ["create_time"], postgresql_using="brin")
    op.create_index("ix_events_uid_eid", "events", ["uid", "eid"])


def replies() -> None:
    op.create_table(
        "replies",
        sa.Column("call_hash", sa.LargeBinary(), nullable=False),
        sa.Column("conn", sa.Text(), nullable=False),
        sa.Column("call", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("errno", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("call_hash", name="pk_replies"),
    )
    op.create_index("ix_replies_create_time", "replies", ["create_time"])


def outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("args", postgresql.JSONB(), server_default=text("'{}'"), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_due", "outbox", ["due"])


STEPS = (
    messages,
    events,
    replies,
    outbox,
)
