"""The tables of the first release.

Revision 0001, follows nothing.
"""

from alembic import op

from migrations.initial import (
    accounts,
    circles,
    groups,
    media,
    operations,
    people,
    posts,
    talk,
    trade,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# they find who is near; both come with PostgreSQL itself
EXTENSIONS = ("cube", "earthdistance")
# a table after those it refers to
STEPS = (
    *accounts.STEPS,
    *people.STEPS,
    *talk.STEPS,
    *groups.STEPS,
    *circles.STEPS,
    *posts.STEPS,
    *trade.STEPS,
    *operations.STEPS,
    *media.STEPS,
)


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    for step in STEPS:
        step()


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # The extensions stay: others may use them, and the database's owner may have made them.
    for step in reversed(STEPS):
        op.execute(f"DROP TABLE {step.__name__} CASCADE")
    for function in media.FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
