"""For growing data: an index of jobs by name, and deletion of groups in steps.

Revision 0022, follows 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "groups", sa.Column("deleted", sa.SmallInteger, nullable=False, server_default=sa.text("0"))
    )
    op.create_check_constraint(op.f("ck_groups_deleted"), "groups", "deleted IN (0, 1)")
    op.create_index(
        "ix_unread_messages_uid_fromid_msgid", "unread_messages", ["uid", "fromid", "msgid"]
    )
    op.create_index("ix_users_changed_time_uid", "users", ["changed_time", "uid"])
    op.create_index(
        "ix_outbox_untried", "outbox", ["task", "id"], postgresql_where=sa.text("tries = 0")
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_unread_messages_uid_fromid_msgid", table_name="unread_messages")
    op.drop_index("ix_users_changed_time_uid", table_name="users")
    op.drop_index("ix_outbox_untried", table_name="outbox")
    op.execute("DELETE FROM groups WHERE deleted = 1")
    op.drop_column("groups", "deleted")
