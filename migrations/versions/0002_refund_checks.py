"""When to ask a provider whether it paid an order back by itself.

Revision 0002, follows 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Orders paid within the last year are asked about as well, spread over a month.
KNOWN = """
    UPDATE orders SET refund_check_time = extract(epoch FROM now())::bigint + seq % 2592000
    WHERE paystate = 1 AND provider IS NOT NULL
    AND paytime > extract(epoch FROM now())::bigint - 31536000
"""


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("orders", sa.Column("refund_check_time", sa.BigInteger))
    op.execute(KNOWN)
    op.create_index(
        "ix_orders_paid", "orders", ["refund_check_time"], postgresql_where=sa.text("paystate = 1")
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_orders_paid", "orders")
    op.drop_column("orders", "refund_check_time")
