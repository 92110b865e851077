"""Indexes for operations: the things of audit rows, and the names of groups and circles.

Revision 0020, follows 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

NAMED = ("groups", "circles")


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        "ix_audit_log_params",
        "audit_log",
        ["params"],
        postgresql_using="gin",
        postgresql_ops={"params": "jsonb_path_ops"},
    )
    for table in NAMED:
        op.create_index(f"ix_{table}_by_name", table, [sa.text('lower(name COLLATE "C")')])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in NAMED:
        op.drop_index(f"ix_{table}_by_name", table)
    op.drop_index("ix_audit_log_params", "audit_log")
