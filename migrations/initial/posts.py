"""Posts of groups and circles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text


def posts() -> None:
    op.create_table(
        "posts",
        sa.Column("postid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("gid", sa.BigInteger(), nullable=True),
        sa.Column("cid", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("video", sa.Text(), nullable=True),
        sa.Column("videolen", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("voice", sa.Text(), nullable=True),
        sa.Column("voicelen", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("long", sa.Double(), nullable=True),
        sa.Column("mid", sa.BigInteger(), nullable=True),
        sa.Column("like", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("replycount", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("excount", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("old", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            '"like" >= 0 AND replycount >= 0 AND excount >= 0', name=op.f("ck_posts_counters")
        ),
        sa.CheckConstraint("num_nonnulls(gid, cid) = 1", name=op.f("ck_posts_place_of_post")),
        sa.CheckConstraint(
            "num_nonnulls(lat, long) <> 1 AND lat BETWEEN -90 AND 90 AND long BETWEEN -180 AND 180",
            name=op.f("ck_posts_place"),
        ),
        sa.CheckConstraint("old = 0 OR gid IS NOT NULL", name=op.f("ck_posts_old_in_group")),
        sa.CheckConstraint("old IN (0, 1)", name=op.f("ck_posts_old")),
        sa.ForeignKeyConstraint(
            ["cid"], ["circles.cid"], name="fk_posts_cid_circles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["gid"], ["groups.gid"], name="fk_posts_gid_groups", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_posts_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("postid", name="pk_posts"),
    )
    op.create_index(
        "ix_posts_cid_postid", "posts", ["cid", "postid"], postgresql_where=text("cid IS NOT NULL")
    )
    op.create_index(
        "ix_posts_gid_postid", "posts", ["gid", "postid"], postgresql_where=text("gid IS NOT NULL")
    )
    op.create_index("ix_posts_time", "posts", ["time"], postgresql_where=text("old = 1"))
    op.create_index("ix_posts_uid_postid", "posts", ["uid", "postid"])


def post_media() -> None:
    op.create_table(
        "post_media",
        sa.Column("did", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("postid", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("video", sa.Text(), nullable=True),
        sa.Column("voice", sa.Text(), nullable=True),
        sa.Column("length", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("type IN ('pic', 'vdo', 'vic')", name=op.f("ck_post_media_type")),
        sa.ForeignKeyConstraint(
            ["postid"], ["posts.postid"], name="fk_post_media_postid_posts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("did", name="pk_post_media"),
    )
    op.create_index("ix_post_media_postid_did", "post_media", ["postid", "did"])


def post_likes() -> None:
    op.create_table(
        "post_likes",
        sa.Column("postid", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["postid"], ["posts.postid"], name="fk_post_likes_postid_posts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_post_likes_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("postid", "uid", name="pk_post_likes"),
    )
    op.create_index("ix_post_likes_postid_time_uid", "post_likes", ["postid", "time", "uid"])
    op.create_index("ix_post_likes_uid", "post_likes", ["uid"])


def post_replies() -> None:
    op.create_table(
        "post_replies",
        sa.Column("replyid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("postid", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["postid"], ["posts.postid"], name="fk_post_replies_postid_posts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_post_replies_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("replyid", name="pk_post_replies"),
    )
    op.create_index("ix_post_replies_owner_replyid", "post_replies", ["owner", "replyid"])
    op.create_index("ix_post_replies_postid_replyid", "post_replies", ["postid", "replyid"])
    op.create_index("ix_post_replies_uid", "post_replies", ["uid"])


STEPS = (
    posts,
    post_media,
    post_likes,
    post_replies,
)
