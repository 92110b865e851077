"""Goods, orders, payments and endorsers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import text
from sqlalchemy.dialects import postgresql


def store_groups() -> None:
    op.create_table(
        "store_groups",
        sa.Column("gid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("groupname", sa.Text(), nullable=False),
        sa.Column(
            "show_info", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.CheckConstraint(
            "jsonb_typeof(show_info) = 'object'", name=op.f("ck_store_groups_show_info")
        ),
        sa.PrimaryKeyConstraint("gid", name="pk_store_groups"),
    )


def merchandise() -> None:
    op.create_table(
        "merchandise",
        sa.Column("mid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("productname", sa.Text(), nullable=False),
        sa.Column("productdesc", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ex_people_amount", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("group_id", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("productcatalog", sa.Integer(), server_default=text("1"), nullable=False),
        sa.Column(
            "show_info", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("show_post_url", sa.Text(), nullable=True),
        sa.Column("icon_url", sa.Text(), nullable=True),
        sa.Column("no_list", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "jsonb_typeof(show_info) = 'object'", name=op.f("ck_merchandise_show_info")
        ),
        sa.CheckConstraint(
            "amount >= 0 AND ex_people_amount >= 0", name=op.f("ck_merchandise_amount")
        ),
        sa.CheckConstraint("no_list IN (0, 1)", name=op.f("ck_merchandise_no_list")),
        sa.PrimaryKeyConstraint("mid", name="pk_merchandise"),
    )
    op.create_index("ix_merchandise_group_id_mid", "merchandise", ["group_id", "mid"])


def orders() -> None:
    op.create_table(
        "orders",
        sa.Column(
            "orderid",
            sa.Text(collation="C"),
            sa.Computed("create_time::text || '-' || seq::text", persisted=True),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("mid", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("paystate", sa.SmallInteger(), server_default=text("0"), nullable=False),
        sa.Column("paytime", sa.BigInteger(), nullable=True),
        sa.Column("refundtime", sa.BigInteger(), nullable=True),
        sa.Column("ex_people", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("recommend_uid", sa.BigInteger(), nullable=True),
        sa.Column("remain", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("productname", sa.Text(), nullable=False),
        sa.Column("desc", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("productcatalog", sa.Integer(), server_default=text("1"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ex_people_amount", sa.BigInteger(), server_default=text("0"), nullable=False),
        sa.Column("hardwareid", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("cardid", sa.Text(), nullable=True),
        sa.Column("tradeid", sa.Text(), nullable=True),
        sa.Column("check_time", sa.BigInteger(), nullable=True),
        sa.Column("checks", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("close_time", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(paystate = 2) = (refundtime IS NOT NULL)", name=op.f("ck_orders_refundtime")
        ),
        sa.CheckConstraint(
            "amount >= 0 AND remain >= 0 AND ex_people_amount >= 0", name=op.f("ck_orders_amount")
        ),
        sa.CheckConstraint("ex_people BETWEEN 0 AND 100", name=op.f("ck_orders_ex_people")),
        sa.CheckConstraint("paystate IN (-1, 0, 1, 2, 3)", name=op.f("ck_orders_paystate")),
        sa.CheckConstraint(
            "paystate NOT IN (1, 2) OR paytime IS NOT NULL", name=op.f("ck_orders_paytime")
        ),
        sa.PrimaryKeyConstraint("orderid", name="pk_orders"),
        sa.UniqueConstraint("seq", name="uq_orders_seq"),
    )
    op.create_index(
        "ix_orders_open", "orders", ["check_time"], postgresql_where=text("paystate = 0")
    )
    op.create_index(
        "ix_orders_recommended",
        "orders",
        ["recommend_uid", "create_time", "seq"],
        postgresql_where=text("paystate IN (1, 2)"),
    )
    op.create_index("ix_orders_uid_create_time_seq", "orders", ["uid", "create_time", "seq"])


def paylogs() -> None:
    op.create_table(
        "paylogs",
        sa.Column("payid", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("orderid", sa.Text(collation="C"), nullable=False),
        sa.Column("mid", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("paystate", sa.SmallInteger(), nullable=False),
        sa.Column("productcatalog", sa.Integer(), nullable=False),
        sa.Column("productname", sa.Text(), nullable=False),
        sa.Column("productdesc", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("ex_people", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("recommend_uid", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("paystate IN (-1, 0, 1, 2, 3)", name=op.f("ck_paylogs_paystate")),
        sa.ForeignKeyConstraint(["orderid"], ["orders.orderid"], name="fk_paylogs_orderid_orders"),
        sa.PrimaryKeyConstraint("payid", name="pk_paylogs"),
        sa.UniqueConstraint("orderid", "paystate", name="uq_paylogs_orderid_paystate"),
    )


def payment_notices() -> None:
    op.create_table(
        "payment_notices",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("noticeid", sa.Text(), nullable=False),
        sa.Column("orderid", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "noticeid", name="pk_payment_notices"),
    )
    op.create_index("ix_payment_notices_orderid", "payment_notices", ["orderid"])


def endorsements() -> None:
    op.create_table(
        "endorsements",
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("endorsement_point", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("consumer_point", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("endorsement_type", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("type", postgresql.ARRAY(sa.Text()), server_default=text("'{}'"), nullable=False),
        sa.Column("weight", sa.Integer(), server_default=text("0"), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_endorsements_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name="pk_endorsements"),
    )
    op.create_index(
        "ix_endorsements_weight",
        "endorsements",
        ["weight"],
        postgresql_where=text("endorsement_type > 0"),
    )


def endorsement_items() -> None:
    op.create_table(
        "endorsement_items",
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("mid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slogan", sa.Text(), server_default=text("''"), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_endorsement_items_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", "mid", name="pk_endorsement_items"),
    )


def endorsement_times() -> None:
    op.create_table(
        "endorsement_times",
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("start_time", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("end_time", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("start_time < end_time", name=op.f("ck_endorsement_times_order")),
        sa.ForeignKeyConstraint(
            ["uid"], ["users.uid"], name="fk_endorsement_times_uid_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", "start_time", name="pk_endorsement_times"),
    )


STEPS = (
    store_groups,
    merchandise,
    orders,
    paylogs,
    payment_notices,
    endorsements,
    endorsement_items,
    endorsement_times,
)
