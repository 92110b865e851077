"""Reports, suspensions, and what users see of their sessions.

Revision 0010, follows 0009.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = "'user', 'post', 'reply', 'message', 'group', 'circle', 'album'"
REASONS = "'spam', 'abuse', 'sexual', 'violence', 'child', 'illegal', 'other'"
STATES = "'open', 'dismissed', 'deleted', 'warned', 'suspended'"


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("sessions", sa.Column("last_time", sa.BigInteger))
    empty = sa.text("''")
    op.add_column("sessions", sa.Column("address", sa.Text, server_default=empty, nullable=False))
    op.create_table(
        "suspensions",
        sa.Column("uid", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_suspensions"),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_suspensions_uid_users", ondelete="CASCADE"
        ),
    )
    _reports()


def _reports() -> None:
    is_open = sa.text("state = 'open'")
    op.create_table(
        "reports",
        sa.Column("reportid", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("uid", sa.BigInteger),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("target", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("shown", postgresql.JSONB, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, server_default=sa.text("'open'"), nullable=False),
        sa.Column("closed_time", sa.BigInteger),
        sa.PrimaryKeyConstraint("reportid", name="pk_reports"),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_reports_uid_users", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner"], ["users.uid"], name="fk_reports_owner_users", ondelete="CASCADE"
        ),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_reports_kind")),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_reports_reason")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_reports_state")),
        sa.CheckConstraint(
            "(state = 'open') = (closed_time IS NULL)", name=op.f("ck_reports_closed")
        ),
    )
    same = ["uid", "kind", "target", "reason"]
    op.create_index("ix_reports_uid_kind_target_reason", "reports", same, unique=True)
    op.create_index("ix_reports_uid_reportid", "reports", ["uid", "reportid"])
    op.create_index("ix_reports_owner_reportid", "reports", ["owner", "reportid"])
    op.create_index("ix_reports_kind_target", "reports", ["kind", "target"])
    op.create_index("ix_reports_open", "reports", ["reportid"], postgresql_where=is_open)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("reports")
    op.drop_table("suspensions")
    op.drop_column("sessions", "address")
    op.drop_column("sessions", "last_time")
