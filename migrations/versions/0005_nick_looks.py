"""The looks of nicks; a job computes those of present nicks.

Revision 0005, follows 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("users", sa.Column("nick_look", sa.Text(collation="C")))
    op.create_index("ix_users_nick_look", "users", ["nick_look"])
    op.create_index(
        "ix_users_no_look",
        "users",
        ["uid"],
        postgresql_where=sa.text("nick IS NOT NULL AND nick_look IS NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_users_no_look", "users")
    op.drop_index("ix_users_nick_look", "users")
    op.drop_column("users", "nick_look")
