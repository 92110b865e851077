"""ios.*"""

from itertools import count

import pytest
from sqlalchemy import delete, select

from models import Device, Session, UnreadMessage
from tests.factories import make_user

TOKEN, OTHER = "0a" * 32, "0b" * 32
_hashes = count(1)


def log_in(db, user):
    session = Session(uid=user.uid, id_hash=next(_hashes).to_bytes(32), timeout=2**40)
    db.add(session)
    db.flush()
    return session.sid


@pytest.fixture
def user(db):
    return make_user(db)


@pytest.fixture
def reg(call):
    def run(user, sid, token=TOKEN, is_debug=0, **options):
        parm = {"device_token": token, "is_debug": is_debug}
        return call("ios.reg", parm, uid=user.uid, sid=sid, **options)

    return run


def set_badge(call, user, sid, badge):
    return call("ios.set_badge", {"badge": badge}, uid=user.uid, sid=sid)


def unread(db, user, *msgids):
    db.add_all(UnreadMessage(uid=user.uid, msgid=msgid, fromid=1) for msgid in msgids)
    db.flush()


def kept(db, user):
    return list(db.scalars(select(UnreadMessage.msgid).where(UnreadMessage.uid == user.uid)))


def badges(db):
    return dict(db.execute(select(Device.sid, Device.shown_badge())).all())


class TestReg:
    def test_device_of_the_session(self, db, user, reg):
        sid = log_in(db, user)
        assert reg(user, sid, TOKEN.upper(), "1", now=1000).result == {}
        device = db.get(Device, sid)
        assert (device.uid, device.device_token, device.is_debug) == (user.uid, TOKEN, 1)
        assert (device.badge, device.time) == (0, 1000)

    def test_again_keeps_the_badge(self, db, user, call, reg):
        sid = log_in(db, user)
        reg(user, sid)
        set_badge(call, user, sid, 4)
        assert reg(user, sid, is_debug=1, now=2000).errno == 0
        device = db.get(Device, sid)
        assert (device.badge, device.is_debug, device.time) == (4, 1, 2000)

    def test_new_token_keeps_nothing_of_the_old(self, db, user, call, reg):
        sid = log_in(db, user)
        reg(user, sid)
        set_badge(call, user, sid, 4)
        reg(user, sid, OTHER)
        (device,) = db.scalars(select(Device))
        assert (device.device_token, device.badge) == (OTHER, 0)

    def test_several_devices_of_a_user(self, db, user, reg):
        sids = [log_in(db, user), log_in(db, user)]
        for sid, token in zip(sids, (TOKEN, OTHER), strict=True):
            reg(user, sid, token)
        assert set(badges(db)) == set(sids)

    def test_token_moves_with_its_phone(self, db, user, call, reg):
        next_user = make_user(db)
        old, new = log_in(db, user), log_in(db, next_user)
        reg(user, old)
        set_badge(call, user, old, 4)
        reg(next_user, new)
        (device,) = db.scalars(select(Device))
        assert (device.sid, device.uid, device.badge) == (new, next_user.uid, 0)

    def test_begins_at_0_whatever_is_unread(self, db, user, reg):
        first, second = log_in(db, user), log_in(db, user)
        reg(user, first)
        unread(db, user, 5, 9)
        reg(user, second, OTHER)
        assert badges(db) == {first: 2, second: 0}

    def test_session_over_meanwhile(self, db, user, reg):
        assert reg(user, 10**9).errno == 0
        assert badges(db) == {}

    def test_goes_with_its_session(self, db, user, reg):
        sid = log_in(db, user)
        reg(user, sid)
        db.delete(db.get(Session, sid))
        db.flush()
        assert badges(db) == {}

    @pytest.mark.parametrize(
        "parm",
        [
            {"device_token": TOKEN},
            {"is_debug": 0},
            {"device_token": TOKEN, "is_debug": 2},
            {"device_token": "0" * 31, "is_debug": 0},
            {"device_token": "0" * 257, "is_debug": 0},
            {"device_token": "g" * 64, "is_debug": 0},
            {"device_token": TOKEN + "\n", "is_debug": 0},
            {"device_token": f"<{TOKEN}>", "is_debug": 0},
        ],
    )
    def test_bad_parameters(self, db, user, call, parm):
        assert call("ios.reg", parm, uid=user.uid, sid=log_in(db, user)).errno == 6


class TestUnreg:
    def test_this_sessions_device_only(self, db, user, call, reg):
        here, there = log_in(db, user), log_in(db, user)
        reg(user, here)
        reg(user, there, OTHER)
        for _ in range(2):
            assert call("ios.unreg", uid=user.uid, sid=here).result == {}
            assert set(badges(db)) == {there}

    def test_what_nobody_counts_goes(self, db, user, call, reg):
        sid = log_in(db, user)
        reg(user, sid)
        unread(db, user, 5)
        call("ios.unreg", uid=user.uid, sid=sid)
        assert kept(db, user) == []


class TestSetBadge:
    def test_alerts_count_up_from_it(self, db, user, call, reg):
        here, there = log_in(db, user), log_in(db, user)
        reg(user, here)
        reg(user, there, OTHER)
        unread(db, user, 5, 9)
        assert set_badge(call, user, here, "7").result == {}
        assert badges(db) == {here: 7, there: 2}
        unread(db, user, 11)
        assert badges(db) == {here: 8, there: 3}
        db.execute(delete(UnreadMessage).where(UnreadMessage.msgid.in_([9, 11])))
        assert badges(db) == {here: 7, there: 1}

    def test_what_no_device_counts_goes(self, db, user, call, reg):
        here, there = log_in(db, user), log_in(db, user)
        reg(user, here)
        reg(user, there, OTHER)
        unread(db, user, 5, 9)
        set_badge(call, user, here, 0)
        assert kept(db, user) == [5, 9]
        set_badge(call, user, there, 0)
        assert kept(db, user) == []

    def test_without_a_device(self, db, user, call):
        assert set_badge(call, user, log_in(db, user), 3).errno == 0

    @pytest.mark.parametrize(("badge", "errno"), [(0, 0), (9999, 0), (10000, 6), (-1, 6), ("", 6)])
    def test_bounds(self, db, user, call, badge, errno):
        assert set_badge(call, user, log_in(db, user), badge).errno == errno
