"""Accounts that are closed and soon erased.

Revision 0015, follows 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "closures",
        sa.Column("uid", sa.BigInteger, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_closures"),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_closures_uid_users", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_closures_due", "closures", ["due"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("closures")
