"""Platforms of devices.

Revision 0014, follows 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    platform = sa.Column("platform", sa.Text(), server_default=sa.text("'ios'"), nullable=False)
    op.add_column("devices", platform)
    op.create_check_constraint("platform", "devices", "platform IN ('ios', 'fcm', 'jpush')")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # The old release would send their tokens to Apple.
    op.execute("DELETE FROM devices WHERE platform <> 'ios'")
    op.drop_constraint(op.f("ck_devices_platform"), "devices")
    op.drop_column("devices", "platform")
