"""Operators with passwords and roles of their own.

Revision 0021, follows 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "operators",
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("psw", sa.Text, nullable=False),
        sa.Column("create_time", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_operators"),
        sa.CheckConstraint(
            "role IN ('look', 'support', 'trade', 'admin')", name=op.f("ck_operators_role")
        ),
    )
    # null: a login with OPS_PASSWORD
    op.add_column("ops_sessions", sa.Column("operator", sa.Text(collation="C")))
    op.create_foreign_key(
        "fk_ops_sessions_operator_operators",
        "ops_sessions",
        "operators",
        ["operator"],
        ["name"],
        ondelete="CASCADE",
    )
    op.create_index("ix_ops_sessions_operator", "ops_sessions", ["operator"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("ops_sessions", "operator")
    op.drop_table("operators")
