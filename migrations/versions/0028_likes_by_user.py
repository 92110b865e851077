"""The primary key of likes begins with the user.

So there is one index that begins with the post, and none of the user alone. Likes wait while the
key is built.

Revision 0028, follows 0027.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    _change_key("uid, postid")
    op.drop_index("ix_post_likes_uid", table_name="post_likes")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _change_key("postid, uid")
    op.create_index("ix_post_likes_uid", "post_likes", ["uid"])


def _change_key(columns: str) -> None:
    op.execute(
        "ALTER TABLE post_likes DROP CONSTRAINT pk_post_likes,"
        f" ADD CONSTRAINT pk_post_likes PRIMARY KEY ({columns})"
    )
