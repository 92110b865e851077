"""Several numbers in one spelling of a phone book.

Revision 0004, follows 0003.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint("pk_contacts", "contacts")
    op.create_primary_key("pk_contacts", "contacts", ["owner", "phone", "number"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "DELETE FROM contacts AS one USING contacts AS other WHERE one.owner = other.owner"
        " AND one.phone = other.phone AND one.number > other.number"
    )
    op.drop_constraint("pk_contacts", "contacts")
    op.create_primary_key("pk_contacts", "contacts", ["owner", "phone"])
