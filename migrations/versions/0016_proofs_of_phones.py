"""Where logins were made, and codes that show that a phone is at hand.

Revision 0016, follows 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    empty = sa.Column("login_address", sa.Text(), server_default=sa.text("''"), nullable=False)
    op.add_column("sessions", empty)
    op.add_column("sms_codes", sa.Column("sealed", sa.Text()))
    _allow("'login', 'change', 'confirm', 'delete'", "(purpose = 'login') = (uid IS NULL)")


def _allow(purposes: str, owner: str) -> None:
    for name, condition in (("purpose", f"purpose IN ({purposes})"), ("uid", owner)):
        constraint = op.f(f"ck_sms_codes_{name}")
        op.drop_constraint(constraint, "sms_codes")
        op.create_check_constraint(constraint, "sms_codes", condition)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DELETE FROM sms_codes WHERE purpose IN ('confirm', 'delete')")
    _allow("'login', 'change'", "(purpose = 'change') = (uid IS NOT NULL)")
    op.drop_column("sms_codes", "sealed")
    op.drop_column("sessions", "login_address")
