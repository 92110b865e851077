"""A second factor of operators.

Revision 0023, follows 0022.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    # a null secret: there is no second factor
    op.add_column("operators", sa.Column("totp", sa.Text))
    op.add_column("operators", sa.Column("totp_new", sa.Text))
    op.add_column(
        "operators",
        sa.Column("totp_step", sa.BigInteger, server_default=sa.text("0"), nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("operator", sa.Text(collation="C"), nullable=False),
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("operator", "code_hash", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(
            ["operator"],
            ["operators.name"],
            name="fk_recovery_codes_operator_operators",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("recovery_codes")
    for column in ("totp_step", "totp_new", "totp"):
        op.drop_column("operators", column)
