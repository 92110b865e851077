"""Who may be found by number, and whom each user found so.

Revision 0009, follows 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    on = sa.Column("find_by_phone", sa.SmallInteger(), server_default=sa.text("1"), nullable=False)
    op.add_column("users", on)
    op.create_check_constraint("find_by_phone", "users", "find_by_phone IN (0, 1)")
    op.create_table(
        "found_strangers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], ["users.uid"], f"fk_found_strangers_{name}_users", ondelete="CASCADE"
            )
            for name in ("owner", "uid")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_found_strangers"),
    )
    op.create_index(
        "ix_found_strangers_owner_uid", "found_strangers", ["owner", "uid"], unique=True
    )
    op.create_index("ix_found_strangers_uid", "found_strangers", ["uid"])
    op.create_index("ix_found_strangers_time", "found_strangers", ["time"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("found_strangers")
    op.drop_column("users", "find_by_phone")
