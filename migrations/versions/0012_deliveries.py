"""Numbers for everything that is addressed to a user.

Revision 0012, follows 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "delivery_counters",
        sa.Column("uid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_delivery_counters"),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "deliveries",
        sa.Column("uid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=False),
        sa.Column("by_uid", sa.BigInteger()),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("uid", "seq", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_time", "deliveries", ["time"], postgresql_using="brin")
    # Number 1, which is not kept, stands for all that accounts had before there were numbers:
    # their clients hear of the gap and refresh their lists once.
    op.execute("INSERT INTO delivery_counters (uid, seq, time) SELECT uid, 1, 0 FROM users")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("deliveries")
    op.drop_table("delivery_counters")
