"""The words that operations do not want in texts of users.

Revision 0018, follows 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    levels = "level IN ('refuse', 'review', 'mask')"
    op.create_table(
        "moderation_words",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("time", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_moderation_words"),
        sa.CheckConstraint(levels, name=op.f("ck_moderation_words_level")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("moderation_words")
