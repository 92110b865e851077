"""Orders that wait for a question to their provider, by provider.

Revision 0024, follows 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEXES = {"ix_orders_open": ("check_time", 0), "ix_orders_paid": ("refund_check_time", 1)}
"""The column of each, and the `paystate` of its orders."""


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    _index("provider")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _index()


def _index(*first: str) -> None:
    for name, (column, state) in INDEXES.items():
        op.drop_index(name, "orders")
        which = sa.text(f"paystate = {state}")
        op.create_index(name, "orders", [*first, column], postgresql_where=which)
