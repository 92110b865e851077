"""Admins, mutes and requests to join groups.

Revision 0006, follows 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FLAGS = (("groups", "join_approval"), ("groups", "muted_all"), ("group_members", "admin"))


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, name in FLAGS:
        zero = sa.Column(name, sa.SmallInteger, server_default=sa.text("0"), nullable=False)
        op.add_column(table, zero)
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{name} IN (0, 1)")
    op.add_column("group_members", sa.Column("mute_until", sa.BigInteger))
    op.create_check_constraint(
        op.f("ck_group_members_admins_are_members"),
        "group_members",
        "admin = 0 OR state = 'member'",
    )
    op.create_index(
        "ix_group_members_admins",
        "group_members",
        ["gid", "uid"],
        postgresql_where=sa.text("admin = 1"),
    )
    op.create_table(
        "group_requests",
        sa.Column("gid", sa.BigInteger, nullable=False),
        sa.Column("uid", sa.BigInteger, nullable=False),
        sa.Column("type", sa.SmallInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("gid", "uid", name="pk_group_requests"),
        sa.ForeignKeyConstraint(
            ["gid"], ["groups.gid"], name="fk_group_requests_gid_groups", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_group_requests_uid_users", ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'refused')", name=op.f("ck_group_requests_state")
        ),
    )
    op.create_index("ix_group_requests_uid", "group_requests", ["uid"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("group_requests")
    op.drop_index("ix_group_members_admins", "group_members")
    op.drop_constraint(op.f("ck_group_members_admins_are_members"), "group_members")
    op.drop_column("group_members", "mute_until")
    for table, name in FLAGS:
        op.drop_column(table, name)
