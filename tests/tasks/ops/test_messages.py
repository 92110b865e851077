"""ops.messages.*, and the job for large circles"""

import pytest
from sqlalchemy import select

from models import Message, Outbox, UnreadMessage
from tasks.jobs import ops as jobs
from tasks.jobs.queued import NOBODY
from tasks.ops import messages
from tasks.rpc.context import Ctx
from tests.factories import join, make_circle, make_session, make_user

NOW = 1_401_990_500


@pytest.fixture
def sender(db):
    return make_user(db)


@pytest.fixture
def circle(db, sender):
    """A circle with the sender and three more members, one of them with role 2."""
    circle = make_circle(db)
    join(db, circle, sender)
    return circle


@pytest.fixture
def members(db, circle):
    members = [make_user(db) for _ in range(3)]
    for user, roleid in zip(members, (1, 1, 2), strict=True):
        join(db, circle, user, roleid)
    return members


def stored(db):
    rows = db.scalars(select(Message).order_by(Message.msgid))
    return [(row.fromid, row.toid, row.type, row.content, row.time) for row in rows]


class TestToUser:
    def test_message_and_push(self, db, call, sender, audited):
        user = make_user(db)
        parm = {"from_uid": sender.uid, "to_uid": user.uid, "content": "你好"}
        answer = call("ops.messages.to_user", parm, now=NOW)
        msgid = answer.result["msgid"]
        assert stored(db) == [(sender.uid, user.uid, "txt", "你好", NOW)]
        (push,) = answer.pushes
        assert (push.type, sorted(push.uids)) == ("newmsg", sorted([sender.uid, user.uid]))
        assert push.data == {
            "message": {
                "msgid": msgid,
                "uid": sender.uid,
                "fromid": sender.uid,
                "toid": user.uid,
                "time": NOW,
                "type": "txt",
                "content": "你好",
            }
        }
        assert audited() == [("SendMessageToUser", 0, parm, {"msgid": msgid})]

    def test_the_sender_is_user_1_by_default(self, db, call):
        user = make_user(db, uid=1)
        answer = call("ops.messages.to_user", {"to_uid": user.uid, "content": "x"}, now=NOW)
        assert answer.errno == 0
        assert stored(db) == [(1, 1, "txt", "x", NOW)]

    @pytest.mark.parametrize("unknown", ["from_uid", "to_uid"])
    def test_unknown(self, db, call, sender, audited, unknown):
        parm = {"from_uid": sender.uid, "to_uid": sender.uid, "content": "x"}
        answer = call("ops.messages.to_user", parm | {unknown: 10**15})
        assert (answer.errno, answer.pushes, stored(db)) == (3, [], [])
        assert audited()[0][:2] == ("SendMessageToUser", 3)

    @pytest.mark.parametrize("content", ["", None, "x" * 4097])
    def test_text(self, call, sender, content):
        assert call("ops.messages.to_user", {"to_uid": sender.uid, "content": content}).errno == 6


class TestToCircle:
    def send(self, call, circle, sender, **parm):
        parm = {"from_uid": sender.uid, "cid": circle.cid, "content": "大家好"} | parm
        return call("ops.messages.to_circle", parm, now=NOW + 10**9)

    @pytest.mark.parametrize("roleid", ["", "0", 0, "1, 2", [1, 2], "1，2"])
    def test_everybody_but_the_sender(self, db, call, circle, sender, members, roleid):
        answer = self.send(call, circle, sender, roleid=roleid)
        assert [toid for _, toid, *_ in stored(db)] == [user.uid for user in members]
        assert len(answer.result["msgid"]) == 3
        for push, user in zip(answer.pushes, members, strict=True):
            assert sorted(push.uids) == sorted([user.uid, sender.uid])
            assert push.data["message"]["toid"] == user.uid

    def test_one_role(self, db, call, circle, sender, members, audited):
        self.send(call, circle, sender, roleid="2")
        assert [toid for _, toid, *_ in stored(db)] == [members[2].uid]
        ((action, errno, params, result),) = audited()
        assert (action, errno) == ("SendMessageToCircleUser", 0)
        assert (params["roleid"], result) == ([2], {"msgid": 1})

    def test_it_is_unread_where_there_is_a_device(self, db, call, circle, sender, members):
        session = make_session(db, members[0], "x" * 24)
        parm = {"device_token": "ab" * 32, "is_debug": 0}
        assert call("ios.reg", parm, uid=members[0].uid, sid=session.sid).errno == 0
        answer = self.send(call, circle, sender)
        (unread,) = db.scalars(select(UnreadMessage))
        assert unread.uid == members[0].uid
        (job,) = db.scalars(select(Outbox))
        job_name = "jobs.apns.alert_crowd"
        assert (answer.jobs, job.task) == ([job_name], job_name)
        assert job.args == {"due": [["newmsg", unread.msgid, unread.uid]]}

    def test_nobody_else_is_there(self, call, circle, sender):
        answer = self.send(call, circle, sender)
        assert (answer.result, answer.pushes) == ({"msgid": []}, [])

    @pytest.mark.parametrize(
        ("parm", "errno"),
        [
            ({"cid": 10**15}, 3),
            ({"from_uid": 10**15}, 3),
            ({"roleid": "1,99"}, 3),
            ({"roleid": "one"}, 6),
            ({"content": ""}, 6),
        ],
    )
    def test_refused(self, db, call, circle, sender, members, parm, errno):
        answer = self.send(call, circle, sender, **parm)
        assert (answer.errno, stored(db)) == (errno, [])

    def test_many_get_it_in_portions(self, db, call, circle, sender, members, monkeypatch, audited):
        monkeypatch.setattr(messages, "AT_ONCE", 2)
        monkeypatch.setattr(jobs, "PORTION", 2)
        answer = self.send(call, circle, sender)
        assert answer.result == {"queued": 3}
        assert (answer.jobs, answer.pushes) == (["jobs.ops.mail_circle"], [])
        assert audited()[0][3] == {"queued": 3}
        pushes = 0
        while job := db.scalar(select(Outbox).where(Outbox.task == "jobs.ops.mail_circle")):
            ctx = Ctx(db, NOBODY, NOW)
            jobs.mail_circle(ctx, **job.args)
            pushes += len(ctx.items)
            db.delete(job)
            db.flush()
        assert [toid for _, toid, *_ in stored(db)] == [user.uid for user in members]
        assert {time for *_, time in stored(db)} == {NOW}
        assert pushes == 3
