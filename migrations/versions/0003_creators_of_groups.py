"""Groups of deleted accounts pass to their oldest members, so that every group has a creator.

Revision 0003, follows 0002.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HAND_OVER = """
    UPDATE groups SET creator = heirs.uid
    FROM (
        SELECT DISTINCT ON (gid) gid, member.uid
        FROM group_members AS member JOIN groups USING (gid)
        WHERE member.state = 'member'
        AND NOT EXISTS (SELECT FROM users WHERE users.uid = groups.creator)
        ORDER BY gid, member.time, member.uid
    ) AS heirs
    WHERE groups.gid = heirs.gid
"""
TYPES = """
    UPDATE group_members SET type = 0
    FROM groups WHERE groups.gid = group_members.gid AND groups.creator = group_members.uid
    AND group_members.type <> 0 AND group_members.state = 'member'
"""
NOBODY_IS_LEFT = """
    DELETE FROM groups WHERE NOT EXISTS (SELECT FROM users WHERE users.uid = groups.creator)
"""


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(HAND_OVER)
    op.execute(TYPES)
    op.execute(NOBODY_IS_LEFT)
    op.create_foreign_key("fk_groups_creator_users", "groups", "users", ["creator"], ["uid"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint("fk_groups_creator_users", "groups")
