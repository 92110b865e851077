"""What operations did, and storage callbacks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text
from sqlalchemy.dialects import postgresql


def audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), server_default=text("'ops'"), nullable=False),
        sa.Column("address", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(), server_default=text("'{}'"), nullable=False),
        sa.Column("errno", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("result", postgresql.JSONB(), server_default=text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_action_id", "audit_log", ["action", "id"])


def ops_sessions() -> None:
    op.create_table(
        "ops_sessions",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("timeout", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_ops_sessions"),
    )
    op.create_index("ix_ops_sessions_timeout", "ops_sessions", ["timeout"])


def upload_callbacks() -> None:
    op.create_table(
        "upload_callbacks",
        sa.Column("reqid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "reply", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reqid", name="pk_upload_callbacks"),
    )
    op.create_index("ix_upload_callbacks_create_time", "upload_callbacks", ["create_time"])


STEPS = (
    audit_log,
    ops_sessions,
    upload_callbacks,
)
