"""Badges are counted without reading all unread messages of a user."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from models import Device, UnreadMessage, device
from tests.factories import make_device, make_user

NUMBER, SENDERS = 240, 12
TOUCHED = text("""
SELECT seq_tup_read + COALESCE(idx_tup_fetch, 0) + n_tup_del FROM pg_stat_xact_user_tables
 WHERE relname = 'unread_messages'
""")


@pytest.fixture
def me(db):
    return make_user(db)


@pytest.fixture
def unread(db, call, me):
    """Messages by some senders that are unread, more than a page; the msgids."""
    make_device(db, me)
    senders = [make_user(db).uid for _ in range(SENDERS)]
    msgids = []
    for number in range(NUMBER):
        parm = {"uid": me.uid, "content": "x"}
        answer = call("message.send", parm, uid=senders[number % SENDERS])
        msgids.append(answer.result["msgid"])
    # The planner reads small tables whole, whatever indexes they have.
    db.execute(text("SET LOCAL enable_seqscan = off"))
    return msgids


def test_reading_touches_what_is_read(db, call, me, unread):
    began = db.scalar(TOUCHED) or 0
    page = call("message.read", uid=me.uid).result["message"]
    touched = db.scalar(TOUCHED) - began
    left = db.scalar(select(func.count()).where(UnreadMessage.uid == me.uid))
    assert len(page) >= 5
    gone = NUMBER - left
    assert gone > 0
    assert touched <= 3 * gone + 10


def test_a_badge_deletes_a_bounded_number(db, call, me, unread, monkeypatch):
    monkeypatch.setattr(device, "UNCOUNTED", 50)
    sid = db.scalar(select(Device.sid).where(Device.uid == me.uid))
    for left in (190, 140):
        Device.set_badge(db, sid, me.uid, 3)
        assert db.scalar(select(func.count()).where(UnreadMessage.uid == me.uid)) == left
        assert db.scalar(select(Device.shown_badge()).where(Device.sid == sid)) == 3


def test_what_another_device_counts_stays(db, me, unread):
    other = make_device(db, me)
    sid = db.scalar(select(Device.sid).where(Device.uid == me.uid, Device.sid != other.sid))
    Device.set_badge(db, sid, me.uid, 0)
    assert db.scalar(select(func.count()).where(UnreadMessage.uid == me.uid)) == NUMBER
    Device.set_badge(db, other.sid, me.uid, 0)
    assert db.scalar(select(func.count()).where(UnreadMessage.uid == me.uid)) == 0
