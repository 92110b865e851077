"""Users who do not want others to know when they are online.

Revision 0013, follows 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "users",
        sa.Column("show_online", sa.SmallInteger, server_default=sa.text("1"), nullable=False),
    )
    op.create_check_constraint(op.f("ck_users_show_online"), "users", "show_online IN (0, 1)")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("users", "show_online")
