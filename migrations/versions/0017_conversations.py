"""Conversations with read marks, and recalled messages.

Revision 0017, follows 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TYPES = "type IN ('txt', 'pic', 'vdo', 'vic', 'geo'{})"

# Messages that count in no badge are read, up to the newest such message of each peer: accounts
# without a device begin with nothing unread.
FILL = """
INSERT INTO conversations (uid, peer, last_msgid, read_msgid)
SELECT uid, peer, max(msgid), coalesce(max(msgid) FILTER (WHERE is_read AND uid <> peer), 0)
FROM (
    SELECT toid AS uid, messages.fromid AS peer, messages.msgid, unread.msgid IS NULL AS is_read
    FROM messages LEFT JOIN unread_messages AS unread
    ON unread.uid = toid AND unread.msgid = messages.msgid
    UNION ALL SELECT fromid, toid, msgid, false FROM messages
) AS sides
WHERE EXISTS (SELECT FROM users WHERE users.uid = sides.uid)
GROUP BY uid, peer
"""
UNCOUNT = """
DELETE FROM unread_messages AS unread USING conversations AS known
WHERE known.uid = unread.uid AND known.peer = unread.fromid AND unread.msgid <= known.read_msgid
"""
COUNT = """
UPDATE conversations AS known SET unread = counted.number
FROM (SELECT uid, fromid, count(*) AS number FROM unread_messages GROUP BY uid, fromid) AS counted
WHERE known.uid = counted.uid AND known.peer = counted.fromid
"""


def upgrade() -> None:
    # Waiting for a lock makes everybody else wait behind us: give up soon instead.
    op.execute("SET LOCAL lock_timeout = '5s'")
    # What is written from now on must not be missed.
    op.execute("LOCK TABLE messages, unread_messages IN SHARE ROW EXCLUSIVE MODE")
    _allow_types(", 'recalled'")
    op.create_index("ix_messages_toid_fromid_msgid", "messages", ["toid", "fromid", "msgid"])
    op.add_column("unread_messages", sa.Column("fromid", sa.BigInteger))
    op.execute(
        "DELETE FROM unread_messages AS unread"
        " WHERE NOT EXISTS (SELECT FROM messages WHERE messages.msgid = unread.msgid)"
    )
    op.execute(
        "UPDATE unread_messages AS unread SET fromid = messages.fromid"
        " FROM messages WHERE messages.msgid = unread.msgid"
    )
    op.alter_column("unread_messages", "fromid", nullable=False)
    op.create_table(
        "conversations",
        sa.Column("uid", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("peer", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("last_msgid", sa.BigInteger, nullable=False),
        sa.Column("read_msgid", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.Column("unread", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("uid", "peer", name="pk_conversations"),
        postgresql_with={"fillfactor": "70"},
    )
    for statement in (FILL, UNCOUNT, COUNT):
        op.execute(statement)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("conversations")
    op.drop_column("unread_messages", "fromid")
    op.drop_index("ix_messages_toid_fromid_msgid", "messages")
    op.execute("UPDATE messages SET type = 'txt', content = '' WHERE type = 'recalled'")
    _allow_types("")


def _allow_types(more: str) -> None:
    name = op.f("ck_messages_type")
    op.drop_constraint(name, "messages")
    op.create_check_constraint(name, "messages", TYPES.format(more))
