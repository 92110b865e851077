"""message.*"""

import pytest
from sqlalchemy import func, select

from models import UnreadMessage
from tests.factories import make_device, make_message, make_user


class TestSend:
    def test_text_is_stored_and_pushed(self, db, call):
        sender, receiver = make_user(db), make_user(db)
        answer = call("message.send", {"uid": receiver.uid, "content": "你好"}, uid=sender.uid)
        assert answer.errno == 0
        (push,) = answer.pushes
        assert push.type == "newmsg"
        assert set(push.uids) == {sender.uid, receiver.uid}
        assert push.skip == "front-1"
        message = push.data["message"]
        assert message.pop("time") > 0
        assert message == {
            "msgid": answer.result["msgid"],
            "uid": sender.uid,
            "fromid": sender.uid,
            "toid": receiver.uid,
            "type": "txt",
            "content": "你好",
        }

    @pytest.mark.parametrize(
        ("parm", "type_", "keys"),
        [
            ({"content": "a", "picture": "http://x/y", "lat": 1, "long": 2}, "txt", {"content"}),
            (
                {"picture": "http://x/y", "width": "6", "height": 4, "lat": 1, "long": 2},
                "pic",
                {"picture", "width", "height"},
            ),
            ({"picture": "https://x/y"}, "pic", {"picture"}),
            ({"lat": 0.0, "long": "0"}, "geo", {"lat", "long"}),
        ],
    )
    def test_what_is_given_decides_the_type(self, db, call, parm, type_, keys):
        user = make_user(db)
        answer = call("message.send", {"uid": user.uid, **parm}, uid=user.uid)
        message = answer.pushes[0].data["message"]
        assert message["type"] == type_
        assert set(message) - {"msgid", "uid", "fromid", "toid", "time", "type"} == keys

    @pytest.mark.parametrize(
        "parm",
        [
            {},
            {"content": ""},
            {"lat": 1},
            {"content": "x" * 4097},
            {"picture": "ftp://x"},
            {"lat": 91, "long": 0},
        ],
    )
    def test_bad_parameters(self, db, call, parm):
        user = make_user(db)
        assert call("message.send", {"uid": user.uid, **parm}, uid=user.uid).errno == 6

    def test_nobody_there(self, db, call):
        answer = call("message.send", {"uid": 10**9, "content": "x"}, uid=make_user(db).uid)
        assert answer.errno == 3
        assert answer.pushes == []


class TestRead:
    def test_messages_to_me_newest_first(self, db, call):
        me, other = make_user(db), make_user(db)
        ids = [make_message(db, other.uid, me.uid).msgid for _ in range(5)]
        make_message(db, me.uid, other.uid)
        first = call("message.read", {"count": 3}, uid=me.uid).result
        assert [one["msgid"] for one in first["message"]] == ids[:1:-1]
        assert first["more"] is True
        rest = call("message.read", {"count": 3, "beforeid": ids[2]}, uid=me.uid).result
        assert [one["msgid"] for one in rest["message"]] == ids[1::-1]
        assert "more" not in rest

    def test_after(self, db, call):
        me = make_user(db)
        ids = [make_message(db, me.uid, me.uid).msgid for _ in range(3)]
        result = call("message.read", {"afterid": ids[0]}, uid=me.uid).result
        assert [one["msgid"] for one in result["message"]] == [ids[2], ids[1]]

    def test_count_is_clamped(self, db, call):
        me = make_user(db)
        make_message(db, me.uid, me.uid)
        for count in (0, -5, 9223372036854775807, 10**30):
            assert len(call("message.read", {"count": count}, uid=me.uid).result["message"]) == 1

    def test_before_0_is_no_bound(self, db, call):
        me = make_user(db)
        sent = make_message(db, me.uid, me.uid).msgid
        result = call("message.read", {"beforeid": 0}, uid=me.uid).result
        assert [one["msgid"] for one in result["message"]] == [sent]


def test_a_note_to_oneself_is_read(db, call):
    me = make_user(db)
    make_device(db, me)
    answer = call("message.send", {"uid": me.uid, "content": "milk"}, uid=me.uid)
    assert answer.jobs == []
    assert db.scalar(select(func.count()).select_from(UnreadMessage)) == 0
