"""Blocks and mutes.

Revision 0008, follows 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in ("blocks", "mutes"):
        op.create_table(
            name,
            *(_user(column) for column in ("owner", "uid")),
            sa.Column("time", sa.BigInteger, nullable=False),
            sa.PrimaryKeyConstraint("owner", "uid", name=f"pk_{name}"),
            *(_goes_with_user(name, column) for column in ("owner", "uid")),
        )
        op.create_index(f"ix_{name}_uid", name, ["uid"])
        op.create_index(f"ix_{name}_owner_time_uid", name, ["owner", "time", "uid"])
    op.create_table(
        "group_mutes",
        sa.Column("gid", sa.BigInteger, nullable=False),
        _user("uid"),
        sa.PrimaryKeyConstraint("gid", "uid", name="pk_group_mutes"),
        sa.ForeignKeyConstraint(
            ["gid"], ["groups.gid"], name="fk_group_mutes_gid_groups", ondelete="CASCADE"
        ),
        _goes_with_user("group_mutes", "uid"),
    )
    op.create_index("ix_group_mutes_uid", "group_mutes", ["uid"])


def _user(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.BigInteger, nullable=False)


def _goes_with_user(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_users"
    return sa.ForeignKeyConstraint([column], ["users.uid"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in ("group_mutes", "mutes", "blocks"):
        op.drop_table(name)
