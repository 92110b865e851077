"""ops.act_as.*: what the audit log has of it, and how often it is allowed."""

from models import Closure, Suspension
from tests.factories import make_user

NOW = 1_700_000_000


def test_begin_and_end(db, call, audited):
    user = make_user(db, nick="小明")
    about = {"uid": user.uid, "function": "user.info"}
    answer = call("ops.act_as.begin", about | {"parm": {"uid": "7"}}, now=NOW)
    assert answer.result["called"].startswith("小明, 1")
    assert call("ops.act_as.end", about | {"outcome": 3}, now=NOW).errno == 0
    assert audited() == [
        ("ActAs", 0, about | {"parm": {"uid": "7"}}, {"uid": user.uid}),
        ("ActAsEnd", 0, about | {"outcome": 3}, {"outcome": 3}),
    ]


def test_nobody(call):
    parm = {"uid": 10**15, "function": "user.info", "parm": {}}
    assert call("ops.act_as.begin", parm, now=NOW).errno == 3


def test_users_who_could_not_log_in(db, call, audited):
    suspended, closed, back = (make_user(db) for _ in range(3))
    Suspension.put(db, suspended.uid, None, NOW)
    Suspension.put(db, back.uid, NOW, NOW - 60)
    Closure.put(db, closed.uid, NOW, NOW + 86_400)
    parm = {"function": "user.info", "parm": {}}
    errnos = [
        call("ops.act_as.begin", parm | {"uid": user.uid}, now=NOW).errno
        for user in (suspended, closed, back)
    ]
    assert errnos == [2, 3, 0]
    assert [errno for _, errno, *_ in audited()] == [2, 3, 0]


def test_so_many_in_a_minute(db, call):
    parm = {"uid": make_user(db).uid, "function": "user.info", "parm": {}}
    for _ in range(60):
        assert call("ops.act_as.begin", parm, now=NOW).errno == 0
    assert call("ops.act_as.begin", parm, now=NOW).errno == 4
    assert call("ops.act_as.begin", parm, now=NOW + 60).errno == 0


def test_so_many_at_once(parallel):
    with parallel.database() as db:
        uid = make_user(db).uid
    parm = {"uid": uid, "function": "user.info", "parm": {}}
    replies = parallel.calls("ops.act_as.begin", [parm] * 70)
    assert sorted(reply["errno"] for reply in replies) == [0] * 60 + [4] * 10
