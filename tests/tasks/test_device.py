"""device.*; what all devices have in common is tested with ios.*."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import Device, UnreadMessage
from tests.factories import make_device, make_session, make_user

HEX, FCM, JPUSH = "0A" * 32, "cX-1:APA91b" + "_x" * 70, "1104a89792a1d8d2a3f"
TOKENS = {"ios": HEX, "fcm": FCM, "jpush": JPUSH}


@pytest.fixture
def user(db):
    return make_user(db)


@pytest.fixture
def reg(db, call, user):
    def run(platform, token, who=user, sid=None, **parm):
        sid = sid or make_session(db, who, f"{platform} {token} {who.uid}").sid
        parm = {"platform": platform, "token": token, **parm}
        return call("device.reg", parm, uid=who.uid, sid=sid)

    return run


def stored(db):
    return set(db.execute(select(Device.uid, Device.platform, Device.device_token)).all())


class TestReg:
    def test_three_platforms(self, db, user, reg):
        for platform, token in TOKENS.items():
            assert reg(platform, token).result == {}
        assert stored(db) == {
            (user.uid, "ios", HEX.lower()),
            (user.uid, "fcm", FCM),
            (user.uid, "jpush", JPUSH),
        }

    @pytest.mark.parametrize("is_debug", [0, 1])
    def test_the_same_as_ios_reg(self, db, user, reg, call, is_debug):
        sid = make_session(db, user, "a phone").sid
        reg("ios", HEX, sid=sid, is_debug=is_debug)
        first = stored(db)
        parm = {"device_token": HEX, "is_debug": is_debug}
        call("ios.set_badge", {"badge": 3}, uid=user.uid, sid=sid)
        assert call("ios.reg", parm, uid=user.uid, sid=sid).errno == 0
        assert stored(db) == first
        (device,) = db.scalars(select(Device))
        assert (device.badge, device.is_debug) == (3, is_debug)

    def test_one_device_a_session(self, db, user, reg):
        sid = make_session(db, user, "a phone").sid
        reg("fcm", FCM, sid=sid)
        reg("jpush", JPUSH, sid=sid)
        assert stored(db) == {(user.uid, "jpush", JPUSH)}

    def test_a_token_moves_with_its_phone(self, db, reg):
        other = make_user(db)
        reg("fcm", FCM)
        reg("fcm", FCM, who=other)
        assert stored(db) == {(other.uid, "fcm", FCM)}

    def test_tokens_of_google_keep_their_case(self, db, user, reg):
        reg("fcm", FCM)
        reg("fcm", FCM.lower())
        assert {token for _, _, token in stored(db)} == {FCM, FCM.lower()}

    @pytest.mark.parametrize(
        ("platform", "token"),
        [
            ("apple", HEX),
            ("", HEX),
            ("ios\n", HEX),
            ("ios", FCM),
            ("ios", "0" * 31),
            ("ios", "0" * 257),
            ("ios", HEX + "\n"),
            ("fcm", "x" * 31),
            ("fcm", "x" * 1025),
            ("fcm", "x" * 40 + " "),
            ("fcm", "好" * 40),
            ("jpush", "x" * 7),
            ("jpush", "x" * 65),
            ("jpush", "1104:89792a1d8d2a3f"),
            ("jpush", None),
        ],
    )
    def test_bad_parameters(self, db, reg, platform, token):
        assert reg(platform, token).errno == 6
        assert stored(db) == set()

    @pytest.mark.parametrize(
        ("platform", "token"),
        [
            ("ios", "0" * 32),
            ("ios", "F" * 256),
            ("fcm", "x" * 32),
            ("fcm", "x" * 1024),
            ("jpush", "x" * 8),
            ("jpush", "x" * 64),
        ],
    )
    def test_bounds(self, db, reg, platform, token):
        assert reg(platform, token).errno == 0
        assert len(stored(db)) == 1


class TestUnreg:
    @pytest.mark.parametrize(("platform", "token"), TOKENS.items())
    def test_my_device_of_any_session(self, db, user, reg, call, platform, token):
        reg(platform, token)
        make_device(db, user)
        db.add(UnreadMessage(uid=user.uid, msgid=5, fromid=1))
        for _ in range(2):
            assert call("device.unreg", {"token": token}, uid=user.uid, sid=1).result == {}
        assert [one.platform for one in db.scalars(select(Device))] == ["ios"]
        assert db.scalars(select(UnreadMessage.msgid)).all() == [5]

    def test_what_no_device_counts_goes(self, db, user, reg, call):
        reg("fcm", FCM)
        db.add(UnreadMessage(uid=user.uid, msgid=5, fromid=1))
        call("device.unreg", {"token": FCM}, uid=user.uid, sid=1)
        assert db.scalars(select(UnreadMessage.msgid)).all() == []

    def test_not_that_of_somebody_else(self, db, user, reg, call):
        reg("fcm", FCM)
        call("device.unreg", {"token": FCM}, uid=make_user(db).uid, sid=1)
        assert stored(db) == {(user.uid, "fcm", FCM)}

    def test_not_in_another_case(self, db, user, reg, call):
        reg("fcm", FCM)
        call("device.unreg", {"token": FCM.lower()}, uid=user.uid, sid=1)
        assert len(stored(db)) == 1

    @pytest.mark.parametrize("token", ["", "x" * 7, "x" * 1025, FCM + "\n", None])
    def test_bad_parameters(self, user, call, token):
        assert call("device.unreg", {"token": token}, uid=user.uid, sid=1).errno == 6
